// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';

import { childEnvironment, packageManagerEnvironment } from './child-environment.js';
import { installDebianPackages } from './debian-packages.js';
import { providePnpm } from './pnpm.js';
import { root } from './root.js';
import { runCommand } from './run-command.js';
import { step } from './step.js';

/**
 * Brings a fresh clone to the point where everything is installed. A second run finds all of it and takes a moment.
 *
 * @returns {Promise<NodeJS.ProcessEnv>} the environment that builds, tests and the demo run in
 */
export async function install() {
  const managerEnv = packageManagerEnvironment(process.env);
  await step('Debian packages', () => installDebianPackages(managerEnv));
  const pnpmDir = await step('pnpm', () => providePnpm(managerEnv));
  await step('npm packages', () =>
    runCommand(join(pnpmDir, 'pnpm'), ['install', '--frozen-lockfile', '--reporter', 'append-only'], {
      env: managerEnv,
      progress: true,
    }),
  );
  return childEnvironment(process.env, [pnpmDir, join(root, 'node_modules', '.bin')]);
}

/**
 * Runs turbo tasks over the workspace.
 *
 * @param {readonly string[]} args - what follows `turbo run`
 * @param {NodeJS.ProcessEnv} env - as {@link install} returned it
 */
export async function turbo(args, env) {
  await runCommand('turbo', ['run', ...args, '--output-logs', 'new-only'], { env, progress: true });
}

/**
 * Installs and builds everything: native programs, packages, the embedded guest.
 *
 * @returns {Promise<NodeJS.ProcessEnv>} the environment that tests and the demo run in
 */
export async function setup() {
  const env = await install();
  await step('build', () => turbo(['build'], env));
  return env;
}
