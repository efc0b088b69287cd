// SPDX-License-Identifier: Apache-2.0
import { cString, segmentBytes, segmentType, type Elf } from './elf.js';

/** Tags of the dynamic section, as elf(5) gives them. */
const tag = { end: 0n, needed: 1n, stringTable: 5n } as const;

/** The program interpreter (`ld.so`) that the kernel starts a program with; none for a static program or a library. */
export function interpreterOf(elf: Elf): string | undefined {
  const segment = elf.segments.find(({ type }) => type === segmentType.interpreter);
  return segment === undefined ? undefined : cString(segmentBytes(elf, segment), 0);
}

/** Names of the shared libraries that a program or library needs, in the order in which they are searched. */
export function neededLibraries(elf: Elf): string[] {
  const entries = dynamicEntries(elf);
  const strings = entries.find(([name]) => name === tag.stringTable);
  if (strings === undefined) return [];
  const table = fileOffset(elf, strings[1]);
  return entries.filter(([name]) => name === tag.needed).map(([, value]) => cString(elf.bytes, table + Number(value)));
}

function dynamicEntries(elf: Elf): [bigint, bigint][] {
  const segment = elf.segments.find(({ type }) => type === segmentType.dynamic);
  if (segment === undefined) return [];
  const bytes = segmentBytes(elf, segment);
  const entries: [bigint, bigint][] = [];
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    const name = bytes.readBigUInt64LE(at);
    if (name === tag.end) break;
    entries.push([name, bytes.readBigUInt64LE(at + 8)]);
  }
  return entries;
}

function fileOffset(elf: Elf, address: bigint): number {
  const segment = elf.segments.find(
    ({ type, virtualAddress, fileSizeBytes }) =>
      type === segmentType.load && address >= virtualAddress && address < virtualAddress + BigInt(fileSizeBytes),
  );
  if (segment === undefined) throw new Error(`no segment holds address 0x${address.toString(16)}`);
  return segment.offset + Number(address - segment.virtualAddress);
}
