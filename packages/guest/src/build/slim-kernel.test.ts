// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { elfFile, elfNote } from './elf-file.fixture.js';
import { readElf, segmentBytes, segmentType } from './elf.js';
import { pvhEntry } from './pvh-entry.js';
import { slimKernel } from './slim-kernel.js';

const note = elfNote('Xen', 18, Buffer.from([1, 2, 3, 4]));
const zeros = Buffer.alloc(100_000);

const kernel = readElf(
  elfFile(
    [
      { type: segmentType.load, address: 0x1000n, content: note },
      { type: segmentType.load, address: 0x9000n, content: Buffer.concat([Buffer.from('data'), zeros]) },
      { type: segmentType.note, address: 0x1000n, content: note, within: 0 },
    ],
    Buffer.from('relocations'),
  ),
  'kernel',
);

test('what is loaded stays, zeros at its end and what follows go', () => {
  const slim = readElf(slimKernel(kernel), 'slim');
  const [text, data] = slim.segments;
  expect(segmentBytes(slim, text!)).toEqual(note);
  expect(segmentBytes(slim, data!).toString()).toBe('data');
  expect(data!.memorySizeBytes).toBe(BigInt(4 + zeros.length));
  expect(slim.segments.map(({ physicalAddress }) => physicalAddress)).toEqual([0x1000n, 0x9000n, 0x1000n]);
  expect(slim.bytes.length).toBeLessThan(10_000);
  expect(slim.bytes.includes('relocations')).toBe(false);
});

test('the note with the entry point is found again', () => {
  expect(pvhEntry(readElf(slimKernel(kernel), 'slim'))).toBe(0x0403_0201);
});

test('a kernel that is slim already stays as it is', () => {
  const once = slimKernel(kernel);
  expect(slimKernel(readElf(once, 'slim')).equals(once)).toBe(true);
});
