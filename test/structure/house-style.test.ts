// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { hasLicenceLine, machineSpecificLines, nameProblem, needsLicenceLine, silencedTests } from './house-style.js';
import { isGenerated, projectFiles, readProjectFile, root } from './repository.js';
import { workspacePackages } from './workspace.js';

const files = projectFiles();
const written = files.filter((path) => !isGenerated(path));
const code = written.filter(needsLicenceLine);
/** The rules and their examples name what they forbid. */
const rules = /^test\/structure\/house-style(\.test)?\.ts$/;

test('there is something to check', () => {
  expect(code.length).toBeGreaterThan(100);
});

test('every program carries the licence line first', () => {
  expect(code.filter((path) => !hasLicenceLine(readProjectFile(path)))).toEqual([]);
});

test('every package says its licence', () => {
  const packages = workspacePackages();
  expect(
    packages.filter(({ manifest }) => manifest.license !== 'Apache-2.0').map(({ directory }) => directory),
  ).toEqual([]);
});

test('files are named after their concept, in the case of their language', () => {
  const problems = written.flatMap((path) => {
    const problem = nameProblem(path);
    return problem === undefined ? [] : [`${path}: ${problem}`];
  });
  expect(problems).toEqual([]);
});

test('no test is silenced', () => {
  const silenced = code
    .filter((path) => !rules.test(path))
    .flatMap((path) => silencedTests(readProjectFile(path)).map((line) => `${path}: ${line.trim()}`));
  expect(silenced).toEqual([]);
});

test('no file holds what is true on one machine only', () => {
  const found = files
    .filter((path) => !rules.test(path))
    .flatMap((path) => machineSpecificLines(readProjectFile(path)).map((line) => `${path}: ${line.trim()}`));
  expect(found).toEqual([]);
});

test('a file holds one concept: no more than 450 lines', () => {
  const ours = code.filter((path) => !path.endsWith('.proto'));
  const long = ours.filter((path) => readProjectFile(path).split('\n').length > 451);
  expect(long).toEqual([]);
});

test('no binary file is in the repository', () => {
  expect(files.filter((path) => readFileSync(join(root, path)).includes(0))).toEqual([]);
});

test.each([
  ['// SPDX-License-Identifier: Apache-2.0\n', true],
  ['#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n', true],
  ['\n// SPDX-License-Identifier: Apache-2.0\n', false],
  ['import x;\n// SPDX-License-Identifier: Apache-2.0\n', false],
])('the licence line in %j: %s', (text, found) => {
  expect(hasLicenceLine(text)).toBe(found);
});

test.each(['src/utils.ts', 'src/helpers.js', 'common.h', 'src/fooBar.ts', 'native/fooBar.cc', 'native/foo-bar.h'])(
  'the name %s is refused',
  (path) => {
    expect(nameProblem(path)).toBeDefined();
  },
);

test.each([
  'src/foo-bar.ts',
  'src/foo-bar.test.ts',
  'native/foo_bar.cc',
  'README.md',
  'eslint.config.js',
  'src/a.d.ts',
])('the name %s is fine', (path) => {
  expect(nameProblem(path)).toBeUndefined();
});

test.each([
  "test.only('a', f)",
  "  it.skip('a', f)",
  "describe.concurrent.skip('a', f)",
  'test.skipIf(process.getuid() !== 0)("a", f)',
  'GTEST_SKIP() << "no root";',
  'TEST(Fd, DISABLED_Closes) {}',
])('a silenced test is found: %s', (line) => {
  expect(silencedTests(`first\n${line}\nlast`)).toEqual([line]);
});

test('an ordinary test is not taken for a silenced one', () => {
  expect(silencedTests("test('skips empty lines', () => reader.skip(1));")).toEqual([]);
});

test.each(['see https://registry.example.org/x', 'at deb.example.org', "const dir = '/root/x';", 'path=/home/joe/x'])(
  'a line of one machine is found: %s',
  (line) => {
    expect(machineSpecificLines(line)).toEqual([line]);
  },
);
