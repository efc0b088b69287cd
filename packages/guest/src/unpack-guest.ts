// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { fileSha256 } from './file-hash.js';
import type { GuestManifest, PackedFile } from './guest-manifest.js';
import { sweepAbandoned, temporarySuffix } from './abandoned-directories.js';
import { unpackFile } from './unpack-file.js';
import { stampMatches, writeStamp } from './unpacked-stamp.js';

/** Names of the unpacked files in a guest's cache directory. */
export const unpackedFileNames = { kernel: 'vmlinux', initramfs: 'initramfs.cpio' } as const;

const fileNames = Object.values(unpackedFileNames);

/**
 * Sees to it that a guest lies unpacked and whole in its cache directory. Any
 * number of processes may do so at once: each unpacks into a directory of its
 * own, and the one that is first to rename it has made the cache's.
 *
 * @param shippedDir - the directory of the packed files
 * @param manifest - what they are
 * @param guestsDir - the directory that gets one directory a guest, named by content hash
 * @param signal - ends the work with the signal's reason; nothing half-done is left
 * @returns the directory of the unpacked files
 */
export async function unpackGuest(
  shippedDir: string,
  manifest: GuestManifest,
  guestsDir: string,
  signal: AbortSignal,
): Promise<string> {
  const dir = join(guestsDir, manifest.contentHash);
  if (await isWhole(dir, manifest, signal)) return dir;
  await mkdir(guestsDir, { recursive: true });
  await sweepAbandoned(guestsDir);
  const own = `${dir}${temporarySuffix}${randomUUID()}`;
  try {
    await unpackInto(own, shippedDir, manifest, signal);
    await moveIntoPlace(own, dir, manifest, signal);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
  return dir;
}

async function unpackInto(
  dir: string,
  shippedDir: string,
  { kernel, initramfs }: GuestManifest,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dir, { mode: 0o755 });
  const results = await Promise.allSettled([
    unpackFile(shippedDir, kernel, join(dir, unpackedFileNames.kernel), signal),
    unpackFile(shippedDir, initramfs, join(dir, unpackedFileNames.initramfs), signal),
  ]);
  // Both have ended, so that the directory can be removed under neither.
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  await writeStamp(dir, fileNames);
}

async function moveIntoPlace(own: string, dir: string, manifest: GuestManifest, signal: AbortSignal): Promise<void> {
  if (await renamed(own, dir)) return;
  if (await isWhole(dir, manifest, signal)) return;
  // What lies there is damaged: it goes aside under a name that the sweep knows, so that a crash here leaves nothing for ever.
  const aside = `${dir}${temporarySuffix}${randomUUID()}`;
  await rename(dir, aside).catch(ignoreMissing);
  await rm(aside, { recursive: true, force: true });
  // Another process may have replaced it in between, with the same verified content.
  await renamed(own, dir);
}

/** Renames a directory unless something with content lies at the target. */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  }
}

/** Whether the files are there and are what the manifest says; hashed only when they may have changed since they were. */
async function isWhole(dir: string, manifest: GuestManifest, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  if (await stampMatches(dir, fileNames)) return true;
  const { kernel, initramfs } = manifest;
  const matches = await Promise.all([
    hashMatches(join(dir, unpackedFileNames.kernel), kernel, signal),
    hashMatches(join(dir, unpackedFileNames.initramfs), initramfs, signal),
  ]);
  if (matches.includes(false)) return false;
  await writeStamp(dir, fileNames);
  return true;
}

async function hashMatches(path: string, packed: PackedFile, signal: AbortSignal): Promise<boolean> {
  try {
    return (await fileSha256(path, signal)) === packed.sha256;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    signal.throwIfAborted();
    throw error;
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
