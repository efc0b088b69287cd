// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError } from '@virtcontainers/core';
import type { ExecInput } from './exec-options.js';

/**
 * The pieces of a command's input.
 *
 * @param onBroken - told why no more pieces can be had, where the input breaks off: what came so far must not pass for all of it
 */
export async function* inputChunks(
  input: ExecInput,
  onBroken: (cause: unknown) => void,
): AsyncGenerator<Uint8Array | string, void> {
  try {
    if (typeof input === 'string' || input instanceof Uint8Array) yield input;
    else for await (const piece of input) yield checked(piece);
  } catch (error) {
    onBroken(error);
    throw error;
  }
}

/** The error of a command whose input broke off. */
export function inputBroke(token: string, cause: unknown): VirtcontainersError {
  return new VirtcontainersError('CANCELLED', `the input of process ${token} broke off`, {
    cause,
    phase: 'run',
    details: { path: 'input', remedy: 'the cause tells what the source of the input threw' },
  });
}

function checked(piece: Uint8Array | string): Uint8Array | string {
  if (typeof piece === 'string' || piece instanceof Uint8Array) return piece;
  throw new TypeError(`a piece of input is of type ${typeof piece}, neither text nor bytes`);
}
