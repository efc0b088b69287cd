// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { sweepAbandoned, temporarySuffix } from './abandoned-directories.js';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'virtcontainers-sweep-'));
  await mkdir(join(dir, `abc${temporarySuffix}1`));
  await mkdir(join(dir, 'abc'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

test('a temporary directory that somebody may be filling stays', async () => {
  await sweepAbandoned(dir, Date.now() + 59 * 60 * 1000);
  expect((await readdir(dir)).sort()).toEqual(['abc', `abc${temporarySuffix}1`]);
});

test('an old temporary directory goes, and nothing else', async () => {
  await sweepAbandoned(dir, Date.now() + 61 * 60 * 1000);
  expect(await readdir(dir)).toEqual(['abc']);
});
