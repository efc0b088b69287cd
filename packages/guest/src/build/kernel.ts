// SPDX-License-Identifier: Apache-2.0
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { bzImagePayload } from './bz-image.js';
import { decompressPayload } from './decompress.js';
import { readElf } from './elf.js';
import { pvhEntry } from './pvh-entry.js';
import { slimKernel } from './slim-kernel.js';

/** A kernel as the guest needs it. */
export interface Kernel {
  /** As uname(2) tells it in the guest. */
  readonly release: string;
  /** ELF image with a PVH entry point. */
  readonly image: Buffer;
}

const imagePrefix = 'vmlinuz-';

/**
 * Takes the ELF kernel out of an unpacked Debian kernel package.
 *
 * @param tree - the directory that the package was unpacked into
 * @throws Error when it holds no kernel, or one that QEMU cannot boot by PVH
 */
export async function extractKernel(tree: string): Promise<Kernel> {
  const boot = join(tree, 'boot');
  const name = (await readdir(boot)).find((candidate) => candidate.startsWith(imagePrefix));
  if (name === undefined) throw new Error(`no ${imagePrefix}* in ${boot}`);
  const vmlinux = await decompressPayload(bzImagePayload(await readFile(join(boot, name))));
  const elf = readElf(vmlinux, name);
  if (pvhEntry(elf) === undefined) throw new Error(`${name} has no PVH entry point`);
  return { release: name.slice(imagePrefix.length), image: slimKernel(elf) };
}
