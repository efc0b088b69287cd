// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { elfFile } from './elf-file.fixture.js';
import { readElf, sectionBytes, segmentBytes, segmentType } from './elf.js';

test('segments are read with their content', () => {
  const elf = readElf(elfFile([{ type: segmentType.load, address: 0x1000n, content: Buffer.from('text') }]), 'x');
  expect(elf.segments).toMatchObject([{ type: segmentType.load, virtualAddress: 0x1000n, fileSizeBytes: 4 }]);
  expect(elf.segments.map((segment) => segmentBytes(elf, segment).toString())).toEqual(['text']);
});

test('a file without sections has an empty one of every name', () => {
  expect(sectionBytes(readElf(elfFile([]), 'x'), '.modinfo')).toHaveLength(0);
});

test.each([
  ['an empty file', Buffer.alloc(0)],
  ['a script', Buffer.from(`#!/bin/sh\n${'#'.repeat(100)}`)],
])('%s is refused', (_, bytes) => {
  expect(() => readElf(bytes, 'the-file')).toThrow('not an ELF file: the-file');
});

test('a program for another machine is refused', () => {
  const arm = elfFile([]);
  arm.writeUInt16LE(183, 18);
  expect(() => readElf(arm, 'the-file')).toThrow('x86-64');
});
