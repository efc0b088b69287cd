// SPDX-License-Identifier: Apache-2.0
import { segmentBytes, segmentType, type Elf } from './elf.js';

/** Type of the note that holds the 32-bit entry point of the PVH boot protocol (Xen's `XEN_ELFNOTE_PHYS32_ENTRY`). */
const phys32Entry = 18;

/**
 * Where a kernel is entered by the PVH boot protocol, which is how QEMU starts an ELF kernel directly.
 *
 * @returns the physical address, or nothing if the kernel cannot be booted so
 */
export function pvhEntry(elf: Elf): number | undefined {
  for (const segment of elf.segments.filter(({ type }) => type === segmentType.note)) {
    for (const note of notes(segmentBytes(elf, segment))) {
      if (note.name === 'Xen' && note.type === phys32Entry) return note.content.readUInt32LE(0);
    }
  }
  return undefined;
}

/** Name and content of each note begin at multiples of four bytes. */
function* notes(bytes: Buffer): Generator<{ name: string; type: number; content: Buffer }> {
  for (let at = 0; at + 12 <= bytes.length;) {
    const nameSizeBytes = bytes.readUInt32LE(at);
    const contentSizeBytes = bytes.readUInt32LE(at + 4);
    const nameAt = at + 12;
    const contentAt = nameAt + aligned(nameSizeBytes);
    yield {
      name: bytes.toString('latin1', nameAt, nameAt + Math.max(0, nameSizeBytes - 1)),
      type: bytes.readUInt32LE(at + 8),
      content: bytes.subarray(contentAt, contentAt + contentSizeBytes),
    };
    at = contentAt + aligned(contentSizeBytes);
  }
}

function aligned(sizeBytes: number): number {
  return Math.ceil(sizeBytes / 4) * 4;
}
