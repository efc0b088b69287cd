// SPDX-License-Identifier: Apache-2.0

import { open } from 'node:fs/promises';
import { type GuestFiles, type HypervisorConfig, VirtcontainersError, type WaitOptions } from '@virtcontainers/core';
import type { Backends } from '../backends.js';

/** The first bytes of what the kernel unpacks as an initial RAM file system: cpio archives, plain or compressed. */
const initramfsMagics = [
  Buffer.from('070701'),
  Buffer.from('070702'),
  Buffer.from([0x1f, 0x8b]),
  Buffer.from('BZh'),
  Buffer.from([0x5d, 0x00, 0x00]),
  Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
  Buffer.from([0x89, 0x4c, 0x5a, 0x4f]),
  Buffer.from([0x02, 0x21, 0x4c, 0x18]),
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
];
const longestMagicBytes = Math.max(...initramfsMagics.map((magic) => magic.length));

/** The files that a configuration boots from: its own, or the embedded guest's where it names none. */
export async function guestFiles(
  config: HypervisorConfig,
  backends: Backends,
  options: WaitOptions = {},
): Promise<GuestFiles> {
  const { kernelPath, initrdPath, imagePath } = config;
  if (kernelPath === undefined) return backends.embeddedGuest(options);
  if (initrdPath !== undefined) return { kernelPath, initrdPath, kernelParams: [] };
  return { kernelPath, initrdPath: await initramfsAt(imagePath), kernelParams: [] };
}

async function initramfsAt(imagePath: string | undefined): Promise<string> {
  const path = 'hypervisorConfig.imagePath';
  if (imagePath === undefined) {
    throw new VirtcontainersError('INVALID_ARGUMENT', 'a kernel is given without an image', { details: { path } });
  }
  const start = await firstBytes(imagePath);
  if (initramfsMagics.some((magic) => start.subarray(0, magic.length).equals(magic))) return imagePath;
  throw new VirtcontainersError(
    'UNSUPPORTED',
    `${imagePath} is not an initramfs, and disk images are not supported yet`,
    {
      details: { path, remedy: 'give an initramfs (a cpio archive, which may be compressed)' },
    },
  );
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longestMagicBytes), 0, longestMagicBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
