// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { descendantsOf, parseStat, runningProcesses } from './descendants.js';

test('a name may hold brackets and spaces', () => {
  expect(parseStat('42 (a) (b) S 7 42 42 0')).toEqual({ pid: 42, parentPid: 7, name: 'a) (b' });
});

test('children of children belong to it, others do not', () => {
  const all = [
    { pid: 2, parentPid: 1, name: 'a' },
    { pid: 3, parentPid: 2, name: 'b' },
    { pid: 4, parentPid: 9, name: 'c' },
  ];
  expect(descendantsOf(1, all).map(({ pid }) => pid)).toEqual([2, 3]);
});

test('this process is among the running ones', async () => {
  const own = (await runningProcesses()).find(({ pid }) => pid === process.pid);
  expect(own?.parentPid).toBe(process.ppid);
});
