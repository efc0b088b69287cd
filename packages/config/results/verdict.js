// SPDX-License-Identifier: Apache-2.0
import { sum } from './tally.js';

/**
 * What a whole run comes to.
 *
 * A failed step that is no test (a lint finding, a warning in the documentation) counts as one failure. A step that runs
 * tests and failed although no test did counts as one as well, so that no failure can hide behind a clean report.
 *
 * @param {readonly import('./tally.js').Tally[]} suites
 * @param {readonly { name: string, runsTests: boolean }[]} failedSteps
 * @returns {{ total: import('./tally.js').Tally, exitCode: number }} exit code 1 when anything failed or nothing ran
 */
export function verdict(suites, failedSteps) {
  const total = sum(suites);
  const testsFailed = total.failed > 0;
  for (const step of failedSteps) if (!step.runsTests || !testsFailed) total.failed += 1;
  const ran = total.passed + total.failed > 0;
  return { total, exitCode: ran && total.failed === 0 ? 0 : 1 };
}
