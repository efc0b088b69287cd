// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { clearResults } from './clear-results.js';
import { readResults } from './read-results.js';

let packageDir = '';

beforeEach(async () => {
  packageDir = await mkdtemp(join(tmpdir(), 'results-'));
});

afterEach(async () => {
  await rm(packageDir, { recursive: true });
});

/**
 * @param {string} name
 * @param {string} text
 */
async function leave(name, text) {
  await mkdir(join(packageDir, '.results'), { recursive: true });
  await writeFile(join(packageDir, '.results', name), text);
}

const onePassed = JSON.stringify({
  success: true,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
});

test('adds up all reports of a package, of either kind', async () => {
  await leave('vitest.json', onePassed);
  await leave(
    'ctest.xml',
    '<testsuite><testcase name="a" status="run"/><testcase name="b" status="fail"/></testsuite>',
  );
  expect(await readResults(packageDir)).toEqual({ passed: 2, failed: 1, skipped: 0 });
});

test('a package without a report has failed', async () => {
  expect(await readResults(packageDir)).toMatchObject({ passed: 0, failed: 1, problem: expect.any(String) });
});

test('a report cut in the middle has failed', async () => {
  await leave('vitest.json', onePassed.slice(0, -5));
  expect(await readResults(packageDir)).toMatchObject({ passed: 0, failed: 1, problem: expect.any(String) });
});

test('what an earlier run left is not counted', async () => {
  await leave('vitest.json', onePassed);
  await clearResults(packageDir);
  expect(await readResults(packageDir)).toMatchObject({ passed: 0, failed: 1 });
});
