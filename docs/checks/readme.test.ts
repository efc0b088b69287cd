// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { codeBlocks, readPage } from './pages.js';

const readme = readPage('README.md');
const { scripts } = JSON.parse(readPage('package.json')) as { scripts: Record<string, string> };

/** The npm scripts that the README tells its reader to run. */
const told = [...readme.matchAll(/\bnpm (?:run ([a-z:]+)|(test)\b)/g)].map(([, run, test]) => run ?? test ?? '');

test('the README tells of demo and test, and every script that it tells of is there', () => {
  expect(told).toEqual(expect.arrayContaining(['demo', 'test']));
  expect(told.filter((name) => !(name in scripts))).toEqual([]);
});

test('its example is the file that the tests run', () => {
  const [, path = '', code = ''] = /<!-- (\S+) -->\n\n```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  const source = readPage(path).replace(/^\/\/ SPDX.*\n/, '');
  expect(code).toBe(source);
  expect(codeBlocks(readme).filter(({ info }) => info === 'ts')).toHaveLength(1);
});
