// SPDX-License-Identifier: Apache-2.0

/**
 * How many tests of a suite ended how.
 *
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed - failed tests, and files or suites that broke before they could run theirs
 * @property {number} skipped - skipped, disabled, marked as to do, or never reached
 */

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const tally of tallies) {
    total.passed += tally.passed;
    total.failed += tally.failed;
    total.skipped += tally.skipped;
  }
  return total;
}

/** @param {Tally} tally */
export function render({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
