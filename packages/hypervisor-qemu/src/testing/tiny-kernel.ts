// SPDX-License-Identifier: Apache-2.0

/**
 * Guest kernels of a few instructions, which QEMU boots by PVH as it does
 * Linux. They let tests see a real machine print, panic, flood or switch itself
 * off, in a tenth of a second and without a kernel package.
 *
 * Entered in 32-bit protected mode without paging, interrupts off:
 * https://xenbits.xen.org/docs/unstable/misc/pvh.html
 */

const loadAddress = 0x10_0000;
const headerBytes = 64;
const programHeaderBytes = 56;
const noteOffset = headerBytes + 2 * programHeaderBytes;
const codeOffset = 0x100;

/** XEN_ELFNOTE_PHYS32_ENTRY */
const physicalEntryNote = 18;

const comPort = 0x3f8;
/** PM1a status, enable and control ports of a q35, where its firmware puts them. */
const pmStatusPort = 0x600;
const pmEnablePort = 0x602;
const pmControlPort = 0x604;

/** `mov dx, port` */
const setPort = (port: number): number[] => [0x66, 0xba, port & 0xff, port >> 8];
/** `mov al, byte; out dx, al` */
const outByte = (byte: number): number[] => [0xb0, byte, 0xee];
/** `mov ax, word; out dx, ax` */
const outWord = (word: number): number[] => [0x66, 0xb8, word & 0xff, word >> 8, 0x66, 0xef];
const softOff = [...setPort(pmControlPort), ...outWord(0x2000)];
const enablePowerButton = [...setPort(pmEnablePort), ...outWord(0x0100)];
/** `in ax, dx; test ah, 1; jz` back to the `in`, until the button's status bit is set */
const awaitPowerButton = [...setPort(pmStatusPort), 0x66, 0xed, 0xf6, 0xc4, 0x01, 0x74, 0xf9];
/** `cli; hlt; jmp $-1` */
const halt = [0xfa, 0xf4, 0xeb, 0xfd];

const print = (text: string): number[] => [...setPort(comPort), ...[...Buffer.from(text)].flatMap(outByte)];

/** Prints a text on the first serial port and halts. */
export const printing = (text: string): Buffer => kernelOf([...print(text), ...halt]);

/** Prints a text and asks for a reset, as a Linux kernel with `panic=-1` does when it panics. */
export const panicking = (text: string): Buffer =>
  // mov al, 0xfe; out 0x64, al: the keyboard controller's reset line
  kernelOf([...print(text), 0xb0, 0xfe, 0xe6, 0x64, ...halt]);

/** Prints a text and switches the machine off. */
export const poweringOff = (text: string): Buffer => kernelOf([...print(text), ...softOff, ...halt]);

/** Prints a text and waits for the power button, to switch the machine off then. */
export const obeyingPowerButton = (text: string): Buffer =>
  kernelOf([...enablePowerButton, ...print(text), ...awaitPowerButton, ...softOff, ...halt]);

/** Prints a line, then another one again and again for ever. */
export const flooding = (first: string, then: string): Buffer => {
  const body = print(then);
  // jmp rel32, back to the body's start
  const jump = Buffer.alloc(5, 0xe9);
  jump.writeInt32LE(-(body.length + jump.length), 1);
  return kernelOf([...print(first), ...body, ...jump]);
};

/** An ELF executable with the note by which PVH finds its entry. */
function kernelOf(code: readonly number[]): Buffer {
  const image = Buffer.alloc(codeOffset + code.length);
  writeElfHeader(image);
  writeProgramHeader(image, headerBytes, { type: 1, offset: 0, address: loadAddress, size: image.length });
  writeProgramHeader(image, headerBytes + programHeaderBytes, {
    type: 4,
    offset: noteOffset,
    address: loadAddress + noteOffset,
    size: 24,
  });
  writeNote(image);
  image.set(code, codeOffset);
  return image;
}

function writeElfHeader(image: Buffer): void {
  image.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  image.writeUInt16LE(2, 16); // executable
  image.writeUInt16LE(62, 18); // x86-64
  image.writeUInt32LE(1, 20);
  image.writeBigUInt64LE(BigInt(loadAddress + codeOffset), 24);
  image.writeBigUInt64LE(BigInt(headerBytes), 32);
  image.writeUInt16LE(headerBytes, 52);
  image.writeUInt16LE(programHeaderBytes, 54);
  image.writeUInt16LE(2, 56);
}

interface ProgramHeader {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

function writeProgramHeader(image: Buffer, at: number, { type, offset, address, size }: ProgramHeader): void {
  image.writeUInt32LE(type, at);
  image.writeUInt32LE(7, at + 4);
  for (const [index, value] of [offset, address, address, size, size, 4].entries()) {
    image.writeBigUInt64LE(BigInt(value), at + 8 + index * 8);
  }
}

function writeNote(image: Buffer): void {
  image.writeUInt32LE(4, noteOffset);
  image.writeUInt32LE(8, noteOffset + 4);
  image.writeUInt32LE(physicalEntryNote, noteOffset + 8);
  image.write('Xen\0', noteOffset + 12, 'latin1');
  image.writeBigUInt64LE(BigInt(loadAddress + codeOffset), noteOffset + 16);
}
