// SPDX-License-Identifier: Apache-2.0

import { renderProperties } from './option-value.js';

/** The guest's memory. */
export interface Memory {
  readonly sizeMib: number;
}

/** `-m` */
export function renderMemory(memory: Memory): string[] {
  return ['-m', renderProperties({ size: `${memory.sizeMib}M` })];
}
