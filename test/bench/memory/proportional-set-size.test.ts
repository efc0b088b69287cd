// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { parsePssMib, proportionalSetSizeMib } from './proportional-set-size.js';

test('reads the sum, not one of its parts', () => {
  expect(
    parsePssMib('55d0-7ffe ---p 00000000 00:00 0 [rollup]\nRss:  9000 kB\nPss:  2048 kB\nPss_Dirty:  100 kB\n'),
  ).toBe(2);
});

test('refuses another text', () => {
  expect(() => parsePssMib('Rss: 1 kB')).toThrow('Pss');
});

test('this process has some', async () => {
  expect(await proportionalSetSizeMib(process.pid)).toBeGreaterThan(1);
});
