// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { missingPackages, parsePackageList } from './debian-packages.js';

test('reads names and leaves out comments', () => {
  expect(parsePackageList('# why\ncpio\n\n  crun # runs containers\n')).toEqual(['cpio', 'crun']);
});

test('the list of the project names each package once', async () => {
  const names = parsePackageList(await readFile(new URL('./debian-packages.txt', import.meta.url), 'utf8'));
  expect(names).toContain('qemu-system-x86');
  expect(new Set(names).size).toBe(names.length);
});

test('a package that was removed or never heard of is missing', () => {
  const dpkg = 'cpio\tinstalled\ncrun\tconfig-files\n';
  expect(missingPackages(['cpio', 'crun', 'lz4'], dpkg)).toEqual(['crun', 'lz4']);
});
