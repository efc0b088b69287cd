// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError } from '@virtcontainers/core';

/** The size of a terminal in characters; each 1 to {@link maxTerminalSide}. */
export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

/** Most rows or columns of a terminal: the kernel keeps them in 16 bits. */
export const maxTerminalSide = 65_535;

/** Throws INVALID_ARGUMENT when a side is not a whole number in range. */
export function checkTerminalSize(rows: number, columns: number): void {
  for (const [path, side] of Object.entries({ rows, columns })) {
    if (Number.isInteger(side) && side >= 1 && side <= maxTerminalSide) continue;
    throw new VirtcontainersError('INVALID_ARGUMENT', `a terminal cannot have ${side} ${path}`, {
      details: { path, remedy: `give whole numbers from 1 to ${maxTerminalSide}` },
    });
  }
}
