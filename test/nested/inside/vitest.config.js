// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

/** For a machine on which every instruction is emulated: one worker, and built packages are loaded as they are. */
export default defineConfig({
  test: {
    include: ['*.test.ts'],
    allowOnly: false,
    passWithNoTests: false,
    pool: 'threads',
    maxWorkers: 1,
    isolate: false,
    // Everything here waits for events; what takes long, takes long because of the emulation.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    server: { deps: { external: [/\/packages\/[^/]+\/dist\//] } },
  },
});
