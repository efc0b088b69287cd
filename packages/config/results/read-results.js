// SPDX-License-Identifier: Apache-2.0
import { readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { resultsDir } from './clear-results.js';
import { countJunitReport } from './junit-report.js';
import { sum } from './tally.js';
import { countVitestReport } from './vitest-report.js';

/**
 * Adds up the reports that a package's tests left. A package whose tests left no report, or an unreadable one, broke
 * before its end: that is one failure.
 *
 * @param {string} packageDir
 * @returns {Promise<import('./tally.js').Tally & { problem?: string }>}
 */
export async function readResults(packageDir) {
  try {
    const files = (await readdir(join(packageDir, resultsDir))).filter(isReport);
    if (files.length === 0) throw new Error('no test report');
    return sum(await Promise.all(files.map((file) => countFile(join(packageDir, resultsDir, file)))));
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** @param {string} file */
const isReport = (file) => ['.json', '.xml'].includes(extname(file));

/** @param {string} path */
async function countFile(path) {
  const text = await readFile(path, 'utf8');
  return extname(path) === '.xml' ? countJunitReport(text) : countVitestReport(text);
}
