// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { VirtcontainersError } from '@virtcontainers/core';

import { guestManifestSchema, manifestFileName, type GuestManifest } from './guest-manifest.js';

/** Where the guest that belongs to this package lies, once it was built. */
export const shippedGuestDir = fileURLToPath(new URL('../dist-guest', import.meta.url));

const remedy = 'build it with: pnpm --filter @virtcontainers/guest build';

/**
 * Reads what a shipped guest says about itself.
 *
 * @param shippedDir - the directory with the manifest and the packed files
 * @throws VirtcontainersError NOT_FOUND when no guest was built there, PROTOCOL when its manifest is not one
 */
export async function readShippedGuest(shippedDir: string): Promise<GuestManifest> {
  const path = join(shippedDir, manifestFileName);
  return parseManifest(await readManifestText(path), path);
}

async function readManifestText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw VirtcontainersError.from(cause);
    throw new VirtcontainersError('NOT_FOUND', 'the embedded guest was never built', {
      cause,
      details: { file: path, remedy },
    });
  }
}

function parseManifest(text: string, path: string): GuestManifest {
  try {
    return guestManifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new VirtcontainersError('PROTOCOL', `the manifest of the embedded guest is not valid: ${path}`, {
      cause,
      details: { file: path, remedy },
    });
  }
}

/** The error of a shipped guest whose files are not those that its manifest names. */
export function shippedGuestDamaged(file: string, what: string, cause?: unknown): VirtcontainersError {
  return new VirtcontainersError('PROTOCOL', `a file of the embedded guest is damaged (${what}): ${file}`, {
    cause,
    details: { file, remedy: `install the package again, or ${remedy}` },
  });
}
