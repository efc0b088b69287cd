// SPDX-License-Identifier: Apache-2.0

import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultProgram, findQemu } from './executable.js';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'path-'));
  await mkdir(join(directory, 'a', defaultProgram), { recursive: true });
  await mkdir(join(directory, 'b'));
  await writeFile(join(directory, 'b', defaultProgram), '');
  await mkdir(join(directory, 'c'));
  await writeFile(join(directory, 'c', defaultProgram), '');
  await chmod(join(directory, 'c', defaultProgram), 0o755);
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

test('takes the first program in PATH, passing over directories and files that cannot be executed', async () => {
  const host = { searchPath: () => ['absent', 'a', 'b', 'c'].map((name) => join(directory, name)) };
  expect(await findQemu(undefined, host)).toBe(join(directory, 'c', defaultProgram));
});

test.each([
  ['absent', 'NOT_FOUND'],
  ['a', 'INVALID_ARGUMENT'],
  [join('b', defaultProgram), 'PERMISSION_DENIED'],
])('a configured %s is %s', async (name, code) => {
  await expect(findQemu(join(directory, name), { searchPath: () => [] })).rejects.toMatchObject({
    code,
    phase: 'validate',
    details: { path: 'hypervisorConfig.hypervisorPath' },
  });
});
