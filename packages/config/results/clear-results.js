// SPDX-License-Identifier: Apache-2.0
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The directory in each package where its test runner leaves its reports. */
export const resultsDir = '.results';

/**
 * Removes the reports of an earlier run, so that none of them can be counted for this one.
 *
 * @param {string} packageDir
 */
export async function clearResults(packageDir) {
  await rm(join(packageDir, resultsDir), { recursive: true, force: true });
}
