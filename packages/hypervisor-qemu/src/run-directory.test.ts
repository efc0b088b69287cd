// SPDX-License-Identifier: Apache-2.0

import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusal } from '@virtcontainers/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeRunDirectory } from './run-directory.js';

let scratch: string;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'vc-run-directory-'));
});
afterEach(() => rm(scratch, { recursive: true }));

describe('a run directory', () => {
  it('is made for its owner only, with the parents that are missing', async () => {
    await makeRunDirectory(join(scratch, 'a/b/box'));
    expect((await stat(join(scratch, 'a/b/box'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(scratch, 'a/b'))).mode & 0o777).toBe(0o755);
  });

  it('may be made while others make their own beside it', async () => {
    await Promise.all([1, 2, 3, 4].map((number) => makeRunDirectory(join(scratch, `store/deep/${number}`))));
    expect(await readdir(join(scratch, 'store/deep'))).toEqual(['1', '2', '3', '4']);
  });

  it('may be in a directory that a link leads to', async () => {
    await mkdir(join(scratch, 'real'));
    await symlink('real', join(scratch, 'link'));
    await makeRunDirectory(join(scratch, 'link/box'));
    expect(await readdir(join(scratch, 'real'))).toEqual(['box']);
  });

  it('is not shared', async () => {
    await makeRunDirectory(join(scratch, 'box'));
    const error = await refusal(makeRunDirectory(join(scratch, 'box')), 'ALREADY_EXISTS');
    expect(error.details.path).toBe('id');
  });

  it('cannot be in a file, in nothing that a link leads to, nor where the kernel makes no directories', async () => {
    await writeFile(join(scratch, 'file'), '');
    await symlink('nowhere', join(scratch, 'dangling'));
    for (const store of [
      join(scratch, 'file'),
      join(scratch, 'file/deeper'),
      join(scratch, 'dangling'),
      '/proc/none',
    ]) {
      const error = await refusal(makeRunDirectory(join(store, 'box')), 'INVALID_ARGUMENT');
      expect(error.details.path).toBe('store');
    }
  });
});
