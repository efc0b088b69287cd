// SPDX-License-Identifier: Apache-2.0

import { join } from 'node:path';
import { parseInput, absolutePathSchema, VirtcontainersError } from '@virtcontainers/core';
import { defaultStoreDirectory } from '../call-options.js';

/** Longest path of a socket in bytes: what the kernel takes, without the final NUL. */
export const maxSocketPathBytes = 107;

/** The longest name of a socket in a run directory. */
const longestSocketName = 'qmp.sock';

/** The directory of a store. INVALID_ARGUMENT: not an absolute path. */
export function storeDirectory(store: string | undefined): string {
  return parseInput(absolutePathSchema, store ?? defaultStoreDirectory, 'store').replace(/(?<=.)\/+$/u, '');
}

/**
 * The run directory of a sandbox. It need not exist yet.
 *
 * @throws VirtcontainersError INVALID_ARGUMENT when a socket in it would have too long a path for the kernel
 */
export function runDirectory(directory: string, sandboxId: string): string {
  const runDir = join(directory, sandboxId);
  const sizeBytes = Buffer.byteLength(join(runDir, longestSocketName));
  if (sizeBytes <= maxSocketPathBytes) return runDir;
  const tooLong = sizeBytes - maxSocketPathBytes;
  throw new VirtcontainersError(
    'INVALID_ARGUMENT',
    `a socket in ${runDir} would have a path of ${sizeBytes} bytes, and the kernel takes ${maxSocketPathBytes}`,
    {
      phase: 'validate',
      details: { path: 'store', remedy: `choose a store directory that is at least ${tooLong} bytes shorter` },
    },
  );
}
