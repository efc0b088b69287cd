// SPDX-License-Identifier: Apache-2.0
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

import { manifestFileName, type GuestManifest, type PackedFile } from '../guest-manifest.js';

const compress = promisify(brotliCompress);

/** What a shipped guest is written from: its files, and what the manifest says beside them. */
export interface GuestContent extends Omit<GuestManifest, 'formatVersion' | 'contentHash' | 'kernel' | 'initramfs'> {
  readonly kernel: Buffer;
  readonly initramfs: Buffer;
}

/**
 * Packs a guest and puts it in place of the one before. The files' names carry their hashes, and the manifest, which is
 * renamed into place last, is what makes them the guest: whoever reads at any moment sees one build or the other, whole.
 */
export async function writeShippedGuest(shippedDir: string, content: GuestContent): Promise<GuestManifest> {
  const { kernel: kernelImage, initramfs: initramfsImage, ...facts } = content;
  const [kernel, initramfs] = await Promise.all([pack('vmlinux', kernelImage), pack('initramfs', initramfsImage)]);
  const manifest: GuestManifest = {
    formatVersion: 1,
    contentHash: sha256(Buffer.from(kernel.entry.sha256 + initramfs.entry.sha256)),
    kernel: kernel.entry,
    initramfs: initramfs.entry,
    ...facts,
  };
  await mkdir(shippedDir, { recursive: true });
  await writeAtomically(shippedDir, kernel.entry.file, kernel.packed);
  await writeAtomically(shippedDir, initramfs.entry.file, initramfs.packed);
  await writeAtomically(shippedDir, manifestFileName, `${JSON.stringify(manifest, undefined, 2)}\n`);
  await removeAllBut(shippedDir, [manifestFileName, kernel.entry.file, initramfs.entry.file]);
  return manifest;
}

/**
 * Brotli, because Node.js undoes it by itself. A window of 16 MiB makes the difference to gzip; a quality above 5 takes ten times as
 * long for three parts in a hundred.
 */
async function pack(name: string, content: Buffer): Promise<{ entry: PackedFile; packed: Buffer }> {
  const packed = await compress(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 5,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  const packedSha256 = sha256(packed);
  const entry: PackedFile = {
    file: `${name}-${packedSha256.slice(0, 16)}.br`,
    compression: 'brotli',
    packedSizeBytes: packed.length,
    packedSha256,
    sizeBytes: content.length,
    sha256: sha256(content),
  };
  return { entry, packed };
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

async function writeAtomically(dir: string, name: string, content: Buffer | string): Promise<void> {
  const temporary = join(dir, `.${name}.${randomUUID()}`);
  await writeFile(temporary, content, { flush: true });
  await rename(temporary, join(dir, name));
}

async function removeAllBut(dir: string, kept: readonly string[]): Promise<void> {
  const others = (await readdir(dir)).filter((name) => !kept.includes(name));
  await Promise.all(others.map((name) => rm(join(dir, name), { recursive: true, force: true })));
}
