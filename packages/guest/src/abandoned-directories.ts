// SPDX-License-Identifier: Apache-2.0
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Stands in the names of directories that are only there while somebody works in them. */
export const temporarySuffix = '.tmp-';

const abandonedAfterMs = 60 * 60 * 1000;

/**
 * Removes temporary directories that no living process can still be filling: a
 * killed one cannot clean up behind itself. Age tells, as a process id would
 * mean nothing to another container that shares the directory.
 */
export async function sweepAbandoned(dir: string, nowMs: number = Date.now()): Promise<void> {
  const names = (await readdir(dir)).filter((name) => name.includes(temporarySuffix));
  await Promise.all(
    names.map(async (name) => {
      const path = join(dir, name);
      if (nowMs - (await changedMs(path, nowMs)) > abandonedAfterMs) await rm(path, { recursive: true, force: true });
    }),
  );
}

async function changedMs(path: string, ifMissing: number): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ifMissing;
    throw error;
  }
}
