// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';

import { shippedGuestDir } from '../shipped-guest.js';
import { buildGuest } from './build-guest.js';
import { Progress } from './progress.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** One line an error of the chain: whoever builds wants to know what to do, not where we threw. */
function explain(error: unknown): void {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    process.stderr.write(`guest: ${cause.message}\n`);
}

try {
  await buildGuest({
    agentPath: process.env['VIRTCONTAINERS_AGENT'] ?? inRepository('native/build/bin/virtcontainers-agent'),
    shippedDir: shippedGuestDir,
    cacheDir: inRepository('.cache/guest'),
    progress: new Progress(say),
  });
} catch (error) {
  explain(error);
  process.exitCode = 1;
}
