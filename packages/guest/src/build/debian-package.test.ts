// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { parsePackages } from './debian-package.js';

const stanza = `Package: crun
Version: 1.8.1-1
Depends: libc6 (>= 2.34), libcap2
Description: runs containers
 Depends: not this line
Size: 300
SHA256: abc
`;

test('fields are read, and lines that go on with another are not taken for fields', () => {
  const depends = 'libc6 (>= 2.34), libcap2';
  expect(parsePackages(stanza)).toEqual([{ name: 'crun', version: '1.8.1-1', sha256: 'abc', sizeBytes: 300, depends }]);
});

test('each stanza is a package', () => {
  const second = stanza.replace('crun', 'runc');
  expect(parsePackages(`${stanza}\n${second}\n\n`).map(({ name }) => name)).toEqual(['crun', 'runc']);
});

test('a package that cannot be downloaded is refused by name', () => {
  expect(() => parsePackages(stanza.replace(/^SHA256.*\n/m, ''))).toThrow('no SHA256 of crun');
});
