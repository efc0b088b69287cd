// SPDX-License-Identifier: Apache-2.0

import { renderOption } from './option-value.js';

/** A source of random bytes on the host. */
export interface RngBackend {
  readonly id: string;
  readonly sourcePath: string;
}

/** `-object rng-random` */
export function renderRngBackend(backend: RngBackend): string[] {
  return ['-object', renderOption('rng-random', { id: backend.id, filename: backend.sourcePath })];
}
