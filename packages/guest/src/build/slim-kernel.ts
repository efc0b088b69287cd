// SPDX-License-Identifier: Apache-2.0
import { layout, segmentBytes, segmentType, type Elf, type Segment } from './elf.js';

const pageSizeBytes = 4096;

/**
 * The same kernel with nothing in the file that booting by PVH does not need: no section headers, no relocations after the last
 * section, and no zeros at the end of a segment, which whoever loads it provides anyway. For Debian's kernel that
 * is little more than half of the file, and as much less for QEMU to read into the memory of each virtual machine.
 */
export function slimKernel(elf: Elf): Buffer {
  const loads = placed(elf);
  const header = Buffer.from(elf.bytes.subarray(0, layout.header));
  header.writeBigUInt64LE(BigInt(layout.header), layout.segmentTableOffset);
  header.writeBigUInt64LE(0n, layout.sectionTableOffset);
  header.writeUInt16LE(0, layout.sectionCount);
  header.writeUInt16LE(0, layout.sectionNames);
  const last = loads.at(-1);
  const image = Buffer.alloc(last === undefined ? 0 : last.offset + last.content.length);
  header.copy(image);
  elf.segments.forEach((segment, index) => {
    writeSegment(image, layout.header + index * layout.segment, moved(segment, loads));
  });
  for (const { offset, content } of loads) content.copy(image, offset);
  return image;
}

interface PlacedSegment {
  readonly original: Segment;
  readonly offset: number;
  readonly content: Buffer;
}

function placed(elf: Elf): PlacedSegment[] {
  let end = layout.header + elf.segments.length * layout.segment;
  return elf.segments
    .filter(({ type }) => type === segmentType.load)
    .map((original) => {
      const offset = Math.ceil(end / pageSizeBytes) * pageSizeBytes;
      const content = withoutTrailingZeros(segmentBytes(elf, original));
      end = offset + content.length;
      return { original, offset, content };
    });
}

function withoutTrailingZeros(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

/** A segment's header with its new place. What is not loaded itself, as the notes, lies within a segment that is. */
function moved(segment: Segment, loads: readonly PlacedSegment[]): Segment {
  const own = loads.find(({ original }) => original === segment);
  if (own !== undefined) return { ...segment, offset: own.offset, fileSizeBytes: own.content.length };
  const end = segment.offset + segment.fileSizeBytes;
  const around = loads.find(
    ({ original, content }) => segment.offset >= original.offset && end <= original.offset + content.length,
  );
  if (around === undefined) throw new Error(`a segment of type ${segment.type} lies outside of what is loaded`);
  return { ...segment, offset: around.offset + segment.offset - around.original.offset };
}

function writeSegment(image: Buffer, at: number, segment: Segment): void {
  image.writeUInt32LE(segment.type, at);
  image.writeUInt32LE(segment.flags, at + 4);
  image.writeBigUInt64LE(BigInt(segment.offset), at + 8);
  image.writeBigUInt64LE(segment.virtualAddress, at + 16);
  image.writeBigUInt64LE(segment.physicalAddress, at + 24);
  image.writeBigUInt64LE(BigInt(segment.fileSizeBytes), at + 32);
  image.writeBigUInt64LE(segment.memorySizeBytes, at + 40);
  image.writeBigUInt64LE(segment.alignment, at + 48);
}
