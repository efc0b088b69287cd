// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { verdict } from './verdict.js';

const good = { passed: 2, failed: 0, skipped: 1 };
const bad = { passed: 1, failed: 1, skipped: 0 };

test('adds up the suites', () => {
  expect(verdict([good, good], [])).toEqual({ total: { passed: 4, failed: 0, skipped: 2 }, exitCode: 0 });
});

test('a failed test fails the run, and its step is not counted again', () => {
  const outcome = verdict([good, bad], [{ name: 'unit tests', runsTests: true }]);
  expect(outcome).toEqual({ total: { passed: 3, failed: 1, skipped: 1 }, exitCode: 1 });
});

test('a failed check is a failure', () => {
  const outcome = verdict([good], [{ name: 'format', runsTests: false }]);
  expect(outcome).toEqual({ total: { passed: 2, failed: 1, skipped: 1 }, exitCode: 1 });
});

test('a failed test step without a failed test is a failure', () => {
  const outcome = verdict([good], [{ name: 'unit tests', runsTests: true }]);
  expect(outcome).toEqual({ total: { passed: 2, failed: 1, skipped: 1 }, exitCode: 1 });
});

test.each([[[]], [[{ passed: 0, failed: 0, skipped: 3 }]]])('a run in which no test ran fails: %j', (suites) => {
  expect(verdict(suites, []).exitCode).toBe(1);
});
