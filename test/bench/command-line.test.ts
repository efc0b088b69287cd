// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { parseCommandLine } from './command-line.js';

const known = ['boot', 'rpc'];

test('a name, and the output for programs', () => {
  expect(parseCommandLine(['rpc', '--json'], known)).toEqual({ names: ['rpc'], json: true });
});

test('no name means all', () => {
  expect(parseCommandLine([], known)).toEqual({ names: known, json: false });
});

test.each([['speed'], ['--fast']])('refuses %s', (argument) => {
  expect(() => parseCommandLine([argument], known)).toThrow(argument);
});
