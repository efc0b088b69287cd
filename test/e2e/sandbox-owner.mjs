// SPDX-License-Identifier: Apache-2.0

// Runs a sandbox until it is told how to end: a process for tests to kill.

import { once } from 'node:events';
import { runSandbox } from 'virtcontainers';

const [, , store, config] = process.argv;

await runSandbox(JSON.parse(config), { store });
console.log('running');
const [way] = await once(process.stdin, 'data');
if (String(way) === 'exit') process.exit(0);
throw new Error('a mistake of the process that runs the sandbox');
