// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';

import { shippedGuestDir } from '../shipped-guest.js';
import { buildGuest } from './build-guest.js';
import { Progress } from './progress.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

await buildGuest({
  agentPath: process.env['VIRTCONTAINERS_AGENT'] ?? inRepository('native/build/bin/virtcontainers-agent'),
  shippedDir: shippedGuestDir,
  cacheDir: inRepository('.cache/guest'),
  progress: new Progress((line) => process.stdout.write(`${line}\n`)),
});
