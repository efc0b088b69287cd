// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';

import { CommandFailed, runCommand } from './run-command.js';

const listUrl = new URL('./debian-packages.txt', import.meta.url);

/**
 * The names in a package list: one a line, `#` starts a comment.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function parsePackageList(text) {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((name) => name !== '');
}

/**
 * Those of the wanted packages that dpkg does not know as installed.
 *
 * @param {readonly string[]} wanted
 * @param {string} dpkgOutput - lines of a name, a tab and a status, as {@link installedPackages} asks for them
 * @returns {string[]}
 */
export function missingPackages(wanted, dpkgOutput) {
  const installed = new Set(
    dpkgOutput
      .split('\n')
      .filter((line) => line.endsWith('\tinstalled'))
      .map((line) => line.slice(0, line.indexOf('\t'))),
  );
  return wanted.filter((name) => !installed.has(name));
}

/** @param {NodeJS.ProcessEnv} env */
async function installedPackages(env) {
  try {
    return await runCommand('dpkg-query', ['--show', '--showformat', '${Package}\t${db:Status-Status}\n'], {
      env,
      capture: true,
    });
  } catch (cause) {
    if (!(cause instanceof CommandFailed) || cause.exitCode !== 127) throw cause;
    const names = parsePackageList(await readFile(listUrl, 'utf8'));
    throw new Error(`this needs Debian or a system made from it, with these packages: ${names.join(' ')}`, { cause });
  }
}

/**
 * Installs the packages of the list that are missing, and touches nothing when none is. The lists of what the archive has
 * are fetched if they never were: the guest is made from packages that are not installed here.
 *
 * @param {NodeJS.ProcessEnv} env
 * @throws {Error} when something is missing and we are not root, with the command to run
 */
export async function installDebianPackages(env) {
  const wanted = parsePackageList(await readFile(listUrl, 'utf8'));
  const missing = missingPackages(wanted, await installedPackages(env));
  if (missing.length === 0 && (await hasPackageLists(env))) return;
  const install = ['install', '--yes', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0) {
    throw new Error(`something is missing; as root, run: apt-get update && apt-get ${install.join(' ')}`);
  }
  console.error(missing.length === 0 ? 'fetching package lists' : `installing ${missing.join(' ')}`);
  const aptEnv = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0'];
  await runCommand('apt-get', [...quiet, 'update'], { env: aptEnv, progress: true });
  if (missing.length > 0) await runCommand('apt-get', [...quiet, ...install], { env: aptEnv, capture: true });
}

/** @param {NodeJS.ProcessEnv} env */
async function hasPackageLists(env) {
  const files = ['indextargets', '--format', '$(FILENAME)', 'Created-By: Packages'];
  return (await runCommand('apt-get', files, { env, capture: true })).trim() !== '';
}
