// SPDX-License-Identifier: Apache-2.0
import { layout } from './elf.js';

/** A segment of a {@link elfFile}. */
export interface ElfFileSegment {
  readonly type: number;
  readonly address?: bigint;
  readonly content: Buffer;
  readonly memorySizeBytes?: number;
  /** Lies at the start of this earlier segment instead of in the file by itself. */
  readonly within?: number;
}

/** Writes an ELF file for x86-64 with these segments one after the other, and `tail` after the last. */
export function elfFile(segments: readonly ElfFileSegment[], tail: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(layout.header);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(62, 18);
  header.writeBigUInt64LE(BigInt(layout.header), layout.segmentTableOffset);
  header.writeUInt16LE(segments.length, layout.segmentCount);
  const offsets: number[] = [];
  const contents: Buffer[] = [];
  let end = layout.header + segments.length * layout.segment;
  for (const { content, within } of segments) {
    offsets.push(within === undefined ? end : (offsets[within] ?? 0));
    if (within !== undefined) continue;
    contents.push(content);
    end += content.length;
  }
  const table = segments.map((segment, index) => segmentHeader(segment, offsets[index] ?? 0));
  return Buffer.concat([header, ...table, ...contents, tail]);
}

function segmentHeader(segment: ElfFileSegment, offset: number): Buffer {
  const header = Buffer.alloc(layout.segment);
  header.writeUInt32LE(segment.type, 0);
  header.writeBigUInt64LE(BigInt(offset), 8);
  header.writeBigUInt64LE(segment.address ?? 0n, 16);
  header.writeBigUInt64LE(segment.address ?? 0n, 24);
  header.writeBigUInt64LE(BigInt(segment.content.length), 32);
  header.writeBigUInt64LE(BigInt(segment.memorySizeBytes ?? segment.content.length), 40);
  return header;
}

/** A note as a note segment holds it. */
export function elfNote(name: string, type: number, content: Buffer): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt32LE(name.length + 1, 0);
  header.writeUInt32LE(content.length, 4);
  header.writeUInt32LE(type, 8);
  return Buffer.concat([header, padded(Buffer.from(`${name}\0`)), padded(content)]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
