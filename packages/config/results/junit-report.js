// SPDX-License-Identifier: Apache-2.0
import { XMLParser, XMLValidator } from 'fast-xml-parser';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name) => name === 'testsuite' || name === 'testcase',
});

/**
 * Counts the tests in the JUnit file that `ctest --output-junit` writes, by what each test case says of itself.
 *
 * @param {string} text
 * @returns {import('./tally.js').Tally}
 * @throws {Error} when the text is no complete JUnit report
 */
export function countJunitReport(text) {
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(`broken test report: ${valid.err.msg}`);
  const document = parser.parse(text);
  const suites = document.testsuites?.testsuite ?? document.testsuite;
  if (!Array.isArray(suites)) throw new Error('test report without a test suite');
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const suite of suites) for (const testCase of suite.testcase ?? []) tally[outcome(Object(testCase))] += 1;
  return tally;
}

/**
 * @param {Record<string, unknown>} testCase
 * @returns {keyof import('./tally.js').Tally}
 */
function outcome(testCase) {
  if ('failure' in testCase || 'error' in testCase || testCase['status'] === 'fail') return 'failed';
  if ('skipped' in testCase || testCase['status'] === 'notrun' || testCase['status'] === 'disabled') return 'skipped';
  return 'passed';
}
