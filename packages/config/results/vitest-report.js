// SPDX-License-Identifier: Apache-2.0

/**
 * The part of vitest's JSON report that is counted.
 *
 * @typedef {object} VitestReport
 * @property {boolean} success
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 */

/**
 * Counts the tests in a report of vitest's `json` reporter, one by one rather than by the report's own totals: a test
 * file that broke while it was loaded has no tests to count, and an error outside of every test fails a run in which
 * all tests passed. Both count as one failure.
 *
 * @param {string} text
 * @returns {import('./tally.js').Tally}
 */
export function countVitestReport(text) {
  const report = /** @type {VitestReport} */ (JSON.parse(text));
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report.testResults) {
    for (const { status } of file.assertionResults) tally[outcome(status)] += 1;
    const anyFailed = file.assertionResults.some(({ status }) => status === 'failed');
    if (file.status === 'failed' && !anyFailed) tally.failed += 1;
  }
  if (!report.success && tally.failed === 0) tally.failed = 1;
  return tally;
}

/**
 * @param {string} status
 * @returns {keyof import('./tally.js').Tally}
 */
function outcome(status) {
  if (status === 'passed') return 'passed';
  return status === 'failed' ? 'failed' : 'skipped';
}
