// SPDX-License-Identifier: Apache-2.0

/** Segment types of the ELF specification that are of use here. */
export const segmentType = { load: 1, dynamic: 2, interpreter: 3, note: 4 } as const;

/** One entry of the program header table. */
export interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly virtualAddress: bigint;
  readonly physicalAddress: bigint;
  readonly fileSizeBytes: number;
  readonly memorySizeBytes: bigint;
  readonly alignment: bigint;
}

/** One entry of the section header table. */
export interface Section {
  readonly name: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** A 64-bit little-endian ELF file for x86-64. */
export interface Elf {
  readonly bytes: Buffer;
  readonly segments: readonly Segment[];
  readonly sections: readonly Section[];
}

/** Sizes and offsets in the file header and the two tables, as elf(5) gives them. */
export const layout = {
  header: 64,
  segment: 56,
  section: 64,
  segmentTableOffset: 32,
  sectionTableOffset: 40,
  segmentCount: 56,
  sectionCount: 60,
  sectionNames: 62,
} as const;

const noBits = 8;

/**
 * Reads the headers of an ELF file.
 *
 * @param bytes - the file
 * @param name - what to call it in errors
 * @throws Error when it is no 64-bit ELF file for x86-64, or its tables lie outside of it
 */
export function readElf(bytes: Buffer, name: string): Elf {
  const isElf = bytes.length >= layout.header && bytes.readUInt32BE(0) === 0x7f454c46;
  if (!isElf) throw new Error(`not an ELF file: ${name}`);
  const class64 = bytes.readUInt8(4) === 2;
  const littleEndian = bytes.readUInt8(5) === 1;
  const x86 = bytes.readUInt16LE(18) === 62;
  if (!class64 || !littleEndian || !x86) throw new Error(`not an ELF file for x86-64: ${name}`);
  return { bytes, segments: readSegments(bytes), sections: readSections(bytes) };
}

function readSegments(bytes: Buffer): Segment[] {
  const table = Number(bytes.readBigUInt64LE(layout.segmentTableOffset));
  const count = bytes.readUInt16LE(layout.segmentCount);
  return Array.from({ length: count }, (_, index) => readSegment(bytes, table + index * layout.segment));
}

function readSegment(bytes: Buffer, at: number): Segment {
  return {
    type: bytes.readUInt32LE(at),
    flags: bytes.readUInt32LE(at + 4),
    offset: Number(bytes.readBigUInt64LE(at + 8)),
    virtualAddress: bytes.readBigUInt64LE(at + 16),
    physicalAddress: bytes.readBigUInt64LE(at + 24),
    fileSizeBytes: Number(bytes.readBigUInt64LE(at + 32)),
    memorySizeBytes: bytes.readBigUInt64LE(at + 40),
    alignment: bytes.readBigUInt64LE(at + 48),
  };
}

function readSections(bytes: Buffer): Section[] {
  const table = Number(bytes.readBigUInt64LE(layout.sectionTableOffset));
  const count = bytes.readUInt16LE(layout.sectionCount);
  if (table === 0 || count === 0) return [];
  const headers = Array.from({ length: count }, (_, index) => readSection(bytes, table + index * layout.section));
  const names = headers[bytes.readUInt16LE(layout.sectionNames)];
  return headers.map(({ nameOffset, ...section }) => ({
    ...section,
    name: names === undefined ? '' : cString(bytes, names.offset + nameOffset),
  }));
}

function readSection(bytes: Buffer, at: number): Omit<Section, 'name'> & { nameOffset: number } {
  const type = bytes.readUInt32LE(at + 4);
  return {
    nameOffset: bytes.readUInt32LE(at),
    offset: Number(bytes.readBigUInt64LE(at + 24)),
    sizeBytes: type === noBits ? 0 : Number(bytes.readBigUInt64LE(at + 32)),
  };
}

/** The bytes of a segment as they lie in the file. */
export function segmentBytes({ bytes }: Elf, { offset, fileSizeBytes }: Segment): Buffer {
  return bytes.subarray(offset, offset + fileSizeBytes);
}

/** The bytes of a section, empty if there is none of that name. */
export function sectionBytes({ bytes, sections }: Elf, name: string): Buffer {
  const section = sections.find((candidate) => candidate.name === name);
  return section === undefined ? Buffer.alloc(0) : bytes.subarray(section.offset, section.offset + section.sizeBytes);
}

/** The zero-terminated string at an offset. */
export function cString(bytes: Buffer, offset: number): string {
  const end = bytes.indexOf(0, offset);
  return bytes.toString('latin1', offset, end < 0 ? bytes.length : end);
}
