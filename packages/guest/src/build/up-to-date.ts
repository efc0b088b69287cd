// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';

import { VirtcontainersError } from '@virtcontainers/core';

import { fileSha256 } from '../file-hash.js';
import type { GuestManifest, PackedFile } from '../guest-manifest.js';
import { readShippedGuest } from '../shipped-guest.js';

/**
 * The guest that a build with these inputs would make, if it is there already and whole. A missing, foreign or damaged
 * one is as good as none: it is built again.
 */
export async function builtGuest(shippedDir: string, inputsHash: string): Promise<GuestManifest | undefined> {
  try {
    const manifest = await readShippedGuest(shippedDir);
    if (manifest.inputsHash !== inputsHash) return undefined;
    const whole = await Promise.all([isWhole(shippedDir, manifest.kernel), isWhole(shippedDir, manifest.initramfs)]);
    return whole.includes(false) ? undefined : manifest;
  } catch (error) {
    if (error instanceof VirtcontainersError && (error.code === 'NOT_FOUND' || error.code === 'PROTOCOL'))
      return undefined;
    throw error;
  }
}

async function isWhole(dir: string, { file, packedSha256 }: PackedFile): Promise<boolean> {
  try {
    return (await fileSha256(join(dir, file))) === packedSha256;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
