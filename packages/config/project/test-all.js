// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';

import { clearResults } from '../results/clear-results.js';
import { render } from '../results/tally.js';
import { verdict } from '../results/verdict.js';
import { root } from './root.js';
import { CommandFailed, runCommand } from './run-command.js';
import { install, turbo } from './setup.js';
import { step } from './step.js';

/** The packages whose tests boot virtual machines; they run by themselves, after everything else. */
const systemTests = ['@virtcontainers/test', '@virtcontainers/docs'];

const only = systemTests.map((name) => `--filter=${name}`);
const allBut = systemTests.map((name) => `--filter=!${name}`);

/**
 * Everything a change must pass, in the order of growing cost. A failed check does not keep the others from running:
 * one run shows all there is to mend. Without a build there is nothing to check, so a failed one ends the run.
 */
const checks = [
  { name: 'format', runsTests: false, act: (/** @type {NodeJS.ProcessEnv} */ env) => prettier(env) },
  { name: 'lint and types', runsTests: false, act: tasks('lint', 'typecheck') },
  { name: 'unit tests', runsTests: true, act: tasks('test', '--concurrency=2', ...allBut) },
  { name: 'documentation', runsTests: false, act: tasks('docs') },
  { name: 'whole-system tests', runsTests: true, act: tasks('test', '--concurrency=1', ...only) },
];

/**
 * Everything is built by then, so the tasks run without those that they depend on.
 *
 * @param {string[]} args
 */
function tasks(...args) {
  return (/** @type {NodeJS.ProcessEnv} */ env) => turbo([...args, '--only', '--continue=always'], env);
}

/** @param {NodeJS.ProcessEnv} env */
async function prettier(env) {
  await runCommand('prettier', ['--check', '--log-level', 'warn', '.'], { env, progress: true });
}

/**
 * Installs, builds, checks and tests everything. The last line on standard output says how many tests passed, failed
 * and were skipped.
 *
 * @returns {Promise<number>} the exit code: 0 when tests ran and nothing failed
 */
export async function testAll() {
  /** @type {{ name: string, runsTests: boolean }[]} */
  const failedSteps = [];
  /** @type {{ name: string, directory: string }[]} */
  let suites;
  try {
    const env = await install();
    suites = await findSuites(env);
    await Promise.all(suites.map(({ directory }) => clearResults(directory)));
    await step('build', () => turbo(['build'], env));
    for (const check of checks) {
      if (!(await passes(check.name, () => check.act(env)))) failedSteps.push(check);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    failedSteps.push({ name: 'installation or build', runsTests: false });
    return report([], failedSteps);
  }
  return report(await readAll(suites), failedSteps);
}

/**
 * @param {string} name
 * @param {() => Promise<void>} act
 * @returns {Promise<boolean>}
 */
async function passes(name, act) {
  try {
    await step(name, act);
    return true;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    console.error(`--- ${name}: failed: ${error.message}`);
    return false;
  }
}

/**
 * The packages that have tests, as turbo sees them.
 *
 * @param {NodeJS.ProcessEnv} env
 */
async function findSuites(env) {
  const plan = JSON.parse(await runCommand('turbo', ['run', 'test', '--dry=json'], { env, capture: true }));
  return /** @type {{ task: string, package: string, directory: string, command: string }[]} */ (plan.tasks)
    .filter(({ task, command }) => task === 'test' && command !== '<NONEXISTENT>')
    .map((found) => ({ name: found.package, directory: join(root, found.directory) }));
}

/** @param {readonly { name: string, directory: string }[]} suites */
async function readAll(suites) {
  // Imported late: it needs an npm package, and none is there before the installation has run.
  const { readResults } = await import('../results/read-results.js');
  return Promise.all(suites.map(async ({ name, directory }) => ({ name, ...(await readResults(directory)) })));
}

/**
 * @param {readonly (import('../results/tally.js').Tally & { name: string, problem?: string })[]} suites
 * @param {readonly { name: string, runsTests: boolean }[]} failedSteps
 */
function report(suites, failedSteps) {
  console.log('');
  for (const suite of suites) {
    const problem = suite.problem === undefined ? '' : ` (${suite.problem})`;
    console.log(`${suite.name}: ${render(suite)}${problem}`);
  }
  for (const { name } of failedSteps) console.log(`failed step: ${name}`);
  const { total, exitCode } = verdict(suites, failedSteps);
  console.log(render(total));
  return exitCode;
}
