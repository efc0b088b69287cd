// SPDX-License-Identifier: Apache-2.0

import { renderOption } from '../option-value.js';

/** The device by which a guest kernel tells that it panicked. It sits on PCI. */
export interface Pvpanic {
  readonly kind: 'pvpanic';
  readonly id: string;
}

export function renderPvpanic(device: Pvpanic): string {
  return renderOption('pvpanic-pci', { id: device.id });
}
