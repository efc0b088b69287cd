// SPDX-License-Identifier: Apache-2.0
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

import { exchangeMountPoint, runInNestedHost, type NestedHostOptions, type NestedResult } from './nested-host.js';

/** A test that ran inside the nested host. */
export interface InsideTest {
  /** Name of its file. */
  readonly file: string;
  readonly name: string;
  /** As vitest's report calls it: `passed` or something worse. */
  readonly status: string;
  readonly failureMessages: readonly string[];
}

/** What became of the tests inside the nested host. */
export interface InsideRun extends NestedResult {
  readonly tests: readonly InsideTest[];
}

/** The part of vitest's JSON report that is read here. */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly (Pick<InsideTest, 'status' | 'failureMessages'> & {
      readonly fullName: string;
    })[];
  }[];
}

const reportName = 'vitest.json';

/** Beside the report of the tests out here, so that these tests are counted too. */
const keptReportPath = join(dirname(import.meta.dirname), '.results', 'nested-host.json');

/**
 * Runs the tests of a directory in the nested host.
 *
 * @param dir - absolute path of a directory with tests and a `vitest.config.js`
 * @throws Error with all that was said, when vitest did not come to an end
 */
export async function runInsideTests(dir: string, options: NestedHostOptions): Promise<InsideRun> {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const report = `--outputFile.json=${exchangeMountPoint}/${reportName}`;
  const args = [process.execPath, vitest, 'run', '--reporter=default', '--reporter=json', report] as const;
  const result = await runInNestedHost({ args, cwd: dir, env: sameEnvironment() }, options);
  return { ...result, tests: await readReport(join(options.exchangeDir, reportName), result) };
}

/** What decides where programs and caches are found. */
function sameEnvironment(): Record<string, string> {
  const names = ['HOME', 'PATH', 'XDG_CACHE_HOME'];
  const known = names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { ...(Object.fromEntries(known) as Record<string, string>), NO_COLOR: '1' };
}

async function readReport(path: string, { exitCode, output }: NestedResult): Promise<InsideTest[]> {
  try {
    await mkdir(dirname(keptReportPath), { recursive: true });
    await copyFile(path, keptReportPath);
  } catch (cause) {
    throw new Error(`vitest exited with ${exitCode} in the nested host and left no report\n${output}`, { cause });
  }
  return testsOf(JSON.parse(await readFile(path, 'utf8')) as VitestReport);
}

function testsOf({ testResults }: VitestReport): InsideTest[] {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status, failureMessages }) => {
      return { file: basename(name), name: fullName, status, failureMessages };
    }),
  );
}
