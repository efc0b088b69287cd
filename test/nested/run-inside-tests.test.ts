// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { embeddedGuest } from '@virtcontainers/guest';
import { scratchDir, type ScratchDir } from '@virtcontainers/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { runInsideTests, type InsideRun } from './run-inside-tests.js';

const insideDir = join(import.meta.dirname, 'inside');
const insideFiles = readdirSync(insideDir).filter((name) => name.endsWith('.test.ts'));

/** For the nested host and all that is done in it; beside that, its image may have to be made. */
const nestedHostLimitMs = 600_000;

let exchange: ScratchDir | undefined;
let run: InsideRun;

beforeAll(async () => {
  // Unpacked out here, where it takes a second.
  await embeddedGuest();
  exchange = await scratchDir();
  run = await runInsideTests(insideDir, { exchangeDir: exchange.path, timeoutMs: nestedHostLimitMs });
}, 2 * nestedHostLimitMs);

afterAll(() => exchange?.[Symbol.asyncDispose]());

it.each(insideFiles)('%s passes inside the nested host', (file) => {
  const tests = run.tests.filter((test) => test.file === file);
  expect(tests, run.output).not.toEqual([]);
  expect(tests.filter(({ status }) => status !== 'passed')).toEqual([]);
});

it('nothing inside the nested host fails outside of a test', () => {
  expect(run.exitCode, run.output).toBe(0);
});
