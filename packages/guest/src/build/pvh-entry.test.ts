// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { elfFile, elfNote } from './elf-file.fixture.js';
import { readElf, segmentType } from './elf.js';
import { pvhEntry } from './pvh-entry.js';

const entry = Buffer.from([0x00, 0x00, 0x00, 0x01]);

function withNotes(...notes: Buffer[]): ReturnType<typeof readElf> {
  return readElf(elfFile([{ type: segmentType.note, content: Buffer.concat(notes) }]), 'x');
}

test('the note is found among others', () => {
  const elf = withNotes(
    elfNote('Linux', 18, Buffer.from('abc')),
    elfNote('Xen', 6, Buffer.from('linux\0')),
    elfNote('Xen', 18, entry),
  );
  expect(pvhEntry(elf)).toBe(0x0100_0000);
});

test('a kernel without it has no entry', () => {
  expect(pvhEntry(withNotes(elfNote('Xen', 6, Buffer.from('linux\0'))))).toBeUndefined();
  expect(pvhEntry(readElf(elfFile([]), 'x'))).toBeUndefined();
});
