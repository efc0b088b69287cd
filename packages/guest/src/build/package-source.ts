// SPDX-License-Identifier: Apache-2.0
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { Apt, PackagesUnavailable } from './apt.js';
import { withFileLock } from './file-lock.js';
import { PackageCache } from './package-cache.js';
import type { Progress } from './progress.js';

/** Where packages come from: what the archives have, and the files that were downloaded before. */
export interface PackageSource {
  readonly apt: Apt;
  readonly cache: PackageCache;
}

/** How {@link withPackageSource} provides packages. */
export interface PackageSourceOptions {
  /** Directory for downloads and package lists; made if need be. */
  readonly cacheDir: string;
  readonly progress: Progress;
}

/**
 * Does something with Debian packages while nobody else does with the same cache directory.
 *
 * @param act - what to do. Package lists go stale: where the index knows a version that the archive no longer has, fresh
 * lists are fetched and it is done a second time from its beginning
 */
export async function withPackageSource<Value>(
  { cacheDir, progress }: PackageSourceOptions,
  act: (source: PackageSource) => Promise<Value>,
): Promise<Value> {
  await mkdir(cacheDir, { recursive: true });
  return withFileLock(join(cacheDir, 'build.lock'), () => {
    const apt = new Apt(cacheDir);
    const cache = new PackageCache(join(cacheDir, 'packages'), apt, progress);
    return withFreshLists(apt, progress, () => act({ apt, cache }));
  });
}

async function withFreshLists<Value>(apt: Apt, progress: Progress, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (first) {
    if (!(first instanceof PackagesUnavailable)) throw first;
    progress.say(first.message);
    await progress.step('fetch package lists', () => apt.update());
    return await act();
  }
}
