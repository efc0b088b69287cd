// SPDX-License-Identifier: Apache-2.0

import { renderOption } from './option-value.js';

/** How the guest's instructions are run. */
export type Accelerator =
  | { readonly kind: 'kvm' }
  | {
      readonly kind: 'tcg';
      /** Upper limit of the cache of translated code, in MiB. It is touched as it fills. */
      readonly translationCacheMib: number;
    };

/** `-accel` */
export function renderAccelerator(accelerator: Accelerator): string[] {
  if (accelerator.kind === 'kvm') return ['-accel', 'kvm'];
  return ['-accel', renderOption('tcg', { thread: 'multi', 'tb-size': accelerator.translationCacheMib })];
}
