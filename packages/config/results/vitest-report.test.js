// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { countVitestReport } from './vitest-report.js';

/**
 * @param {boolean} success
 * @param {{ status: string, tests: string[] }[]} files
 */
const reportOf = (success, files) =>
  JSON.stringify({
    success,
    testResults: files.map(({ status, tests }) => ({
      status,
      assertionResults: tests.map((outcome) => ({ status: outcome })),
    })),
  });

test('counts each test by how it ended', () => {
  const text = reportOf(false, [
    { status: 'failed', tests: ['passed', 'failed', 'skipped', 'todo', 'pending'] },
    { status: 'passed', tests: ['passed', 'passed'] },
  ]);
  expect(countVitestReport(text)).toEqual({ passed: 3, failed: 1, skipped: 3 });
});

test('a file that broke before its tests ran is a failure', () => {
  const text = reportOf(false, [
    { status: 'failed', tests: [] },
    { status: 'passed', tests: ['passed'] },
  ]);
  expect(countVitestReport(text)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('a file whose tests passed but whose teardown broke is a failure', () => {
  const text = reportOf(false, [{ status: 'failed', tests: ['passed'] }]);
  expect(countVitestReport(text)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('an error outside of every test is a failure', () => {
  const text = reportOf(false, [{ status: 'passed', tests: ['passed'] }]);
  expect(countVitestReport(text)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});
