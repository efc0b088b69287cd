// SPDX-License-Identifier: Apache-2.0
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { CommandFailed, runCommand } from './run-command.js';
import { cacheDir, root } from './root.js';

/**
 * The version in a manifest's `packageManager` field.
 *
 * @param {string} manifestText
 * @returns {string}
 */
export function pinnedPnpmVersion(manifestText) {
  const { packageManager } = /** @type {{ packageManager?: unknown }} */ (JSON.parse(manifestText));
  const version = typeof packageManager === 'string' ? /^pnpm@(\d+\.\d+\.\d+)$/.exec(packageManager)?.[1] : undefined;
  if (version === undefined) throw new Error('package.json must pin pnpm as "packageManager": "pnpm@<version>"');
  return version;
}

/**
 * Brings the pinned pnpm through npm, once, into the cache directory: turbo and the packages' scripts find it on PATH.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} the directory that holds the command
 */
export async function providePnpm(env) {
  const version = pinnedPnpmVersion(await readFile(join(root, 'package.json'), 'utf8'));
  const prefix = join(cacheDir, 'tools', `pnpm-${version}`);
  const binDir = join(prefix, 'node_modules', '.bin');
  if ((await versionOf(join(binDir, 'pnpm'), env)) === version) return binDir;
  await rm(prefix, { recursive: true, force: true });
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel', 'error'];
  await runCommand(
    'npm',
    ['install', '--prefix', prefix, '--no-save', '--no-package-lock', ...quiet, `pnpm@${version}`],
    { env, capture: true },
  );
  return binDir;
}

/**
 * @param {string} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} nothing when it cannot be run
 */
async function versionOf(command, env) {
  try {
    return (await runCommand(command, ['--version'], { env, capture: true })).trim();
  } catch (error) {
    if (error instanceof CommandFailed) return undefined;
    throw error;
  }
}
