// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { withFileLock } from './file-lock.js';

test('one at a time, and a failure lets the next one in', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'virtcontainers-lock-'));
  const path = join(dir, 'lock');
  let inside = 0;
  const alone = async (index: number): Promise<number> => {
    inside += 1;
    expect(inside).toBe(1);
    await new Promise(setImmediate);
    inside -= 1;
    if (index === 2) throw new Error('failed inside');
    return index;
  };
  const results = await Promise.allSettled([1, 2, 3, 4].map((index) => withFileLock(path, () => alone(index))));
  await rm(dir, { recursive: true });
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
});

test('a lock that cannot be made is an error', async () => {
  await expect(withFileLock('/proc/no/lock', () => Promise.resolve())).rejects.toThrow('cannot lock /proc/no/lock');
});
