// SPDX-License-Identifier: Apache-2.0

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface ArchiveEntry {
  readonly name: string;
  readonly mode: number;
  readonly data: Buffer;
}

const directory = (name: string): ArchiveEntry => ({ name, mode: 0o040755, data: Buffer.alloc(0) });
const program = (name: string, data: Buffer): ArchiveEntry => ({ name, mode: 0o100755, data });

/** Pads to a multiple of four bytes, as the kernel's initramfs format has it. */
function padded(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
}

/** One file in the "newc" cpio format: a header of hexadecimal numbers, the name, the content. */
function archived({ name, mode, data }: ArchiveEntry, index: number): Buffer {
  const nameSize = Buffer.byteLength(name) + 1;
  const numbers = [index + 1, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, nameSize, 0];
  const header = `070701${numbers.map((number) => number.toString(16).padStart(8, '0')).join('')}${name}\0`;
  return Buffer.concat([padded(Buffer.from(header)), padded(data)]);
}

/**
 * Makes an initramfs whose init says that it runs, and then nothing more: no agent ever answers.
 *
 * @param target - where to write it
 * @param rootFs - a userland with a static busybox
 */
export async function writeSilentInitramfs(target: string, rootFs: string): Promise<void> {
  const script = '#!/bin/busybox sh\necho the init of the test runs\nexec /bin/busybox sleep 1000000\n';
  const entries = [
    directory('bin'),
    program('bin/busybox', await readFile(join(rootFs, 'bin', 'busybox'))),
    directory('dev'),
    program('init', Buffer.from(script)),
    { name: 'TRAILER!!!', mode: 0, data: Buffer.alloc(0) },
  ];
  await writeFile(target, Buffer.concat(entries.map(archived)));
}
