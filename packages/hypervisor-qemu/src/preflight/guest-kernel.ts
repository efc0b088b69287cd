// SPDX-License-Identifier: Apache-2.0

import { type NamedFile, inspectFile, wrongFile } from './regular-file.js';

/** As much of a kernel's start as its kind can be told from. */
const headBytes = 4096;

/** ELF: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
const elfMagic = Buffer.from('\x7fELF', 'latin1');
const elfClassOffset = 4;
const elfClass64 = 2;
const elfMachineOffset = 18;
const elfMachineX8664 = 62;

/** bzImage: the kernel's Documentation/arch/x86/boot.rst */
const bzImageMagic = 'HdrS';
const bzImageMagicOffset = 0x202;
const bzImageVersionOffset = 0x206;
const bzImageXloadflagsVersion = 0x020c;
const bzImageXloadflagsOffset = 0x236;
const bzImageKernel64 = 0x01;

/**
 * Checks that a file is a kernel that an x86-64 machine can boot: an ELF
 * `vmlinux`, or a bzImage.
 *
 * @throws HypervisorError NOT_FOUND, PERMISSION_DENIED, INVALID_ARGUMENT
 */
export async function checkGuestKernel(file: NamedFile): Promise<void> {
  const head = await inspectFile(file, async (handle) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  });
  const problem = kernelProblem(head);
  if (problem !== undefined) {
    throw wrongFile(file, problem, 'give an ELF vmlinux or a bzImage for x86-64');
  }
}

/** What is wrong with a file that begins so as a kernel for x86-64; undefined when nothing is. */
export function kernelProblem(head: Buffer): string | undefined {
  if (head.subarray(0, elfMagic.length).equals(elfMagic)) return elfProblem(head);
  const magic = head.toString('latin1', bzImageMagicOffset, bzImageMagicOffset + bzImageMagic.length);
  if (magic === bzImageMagic) return bzImageProblem(head);
  return 'is no kernel: neither elf nor bzImage';
}

function elfProblem(head: Buffer): string | undefined {
  if (head.length < elfMachineOffset + 2) return 'is cut off';
  if (head[elfClassOffset] !== elfClass64) return 'is a kernel for another architecture';
  if (head.readUInt16LE(elfMachineOffset) !== elfMachineX8664) return 'is a kernel for another architecture';
  return undefined;
}

function bzImageProblem(head: Buffer): string | undefined {
  if (head.length < bzImageXloadflagsOffset + 2) return 'is cut off';
  // Before this version of the header nothing tells 32 from 64 bit kernels.
  if (head.readUInt16LE(bzImageVersionOffset) < bzImageXloadflagsVersion) return undefined;
  const is64Bit = (head.readUInt16LE(bzImageXloadflagsOffset) & bzImageKernel64) !== 0;
  return is64Bit ? undefined : 'is a kernel for another architecture';
}
