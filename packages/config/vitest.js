// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

/**
 * Every package leaves its results as JSON in `.results`, which is what the summary of a whole test run is made from.
 * Only sources are searched for tests: `dist` holds none, and a package's dependencies bring their own.
 */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: '.results/vitest.json' },
    allowOnly: false,
    passWithNoTests: false,
    restoreMocks: true,
    maxWorkers: 2,
  },
});
