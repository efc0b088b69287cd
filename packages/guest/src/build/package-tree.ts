// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { guestModules } from './guest-modules.js';
import type { GuestPackages } from './guest-packages.js';
import { keepOnlyModules, orderModules } from './kernel-modules.js';
import type { PackageCache } from './package-cache.js';
import type { Progress } from './progress.js';

const prefix = 'tree-';
const unfinished = 'unfinished-';

/**
 * The guest's packages, unpacked into one directory that is kept for the next build: unpacking them is most of the work of a
 * build, and in most builds only the agent is new. Of the kernel's 4000 modules only those of the guest stay.
 *
 * The caller holds the build lock.
 *
 * @param cacheDir - the directory to keep it in
 * @returns the directory with the packages' files
 */
export async function packageTree(
  cacheDir: string,
  packages: GuestPackages,
  cache: PackageCache,
  progress: Progress,
): Promise<string> {
  const name = prefix + hashOf(packages);
  const tree = join(cacheDir, name);
  if (existsSync(tree)) return tree;
  await removeOthers(cacheDir);
  await progress.step('unpack packages', () => unpack(cacheDir, packages, cache, tree));
  return tree;
}

function hashOf({ kernel, runtime }: GuestPackages): string {
  const inputs = { packages: [kernel, ...runtime].map(({ sha256 }) => sha256), modules: [...guestModules] };
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 16);
}

async function unpack(
  cacheDir: string,
  { kernel, runtime }: GuestPackages,
  cache: PackageCache,
  tree: string,
): Promise<void> {
  const work = await mkdtemp(join(cacheDir, unfinished));
  try {
    for (const one of [kernel, ...runtime]) await cache.unpack(one, work);
    await keepOnlyModules(work, await orderModules(work, guestModules));
    await rename(work, tree);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Trees of other packages, and what builds left that were killed: nobody else is at work while we hold the lock. */
async function removeOthers(cacheDir: string): Promise<void> {
  const names = (await readdir(cacheDir)).filter((name) => name.startsWith(prefix) || name.startsWith(unfinished));
  await Promise.all(names.map((name) => rm(join(cacheDir, name), { recursive: true, force: true })));
}
