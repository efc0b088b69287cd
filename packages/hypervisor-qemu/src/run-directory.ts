// SPDX-License-Identifier: Apache-2.0

import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HypervisorError } from './hypervisor-error.js';

/** Path of the monitor socket for whoever comes later. */
export function laterMonitorPath(runDir: string): string {
  return join(runDir, 'qmp.sock');
}

/** The directory that is exported to the guest; the guard makes it. */
export function sharedDirectoryPath(runDir: string): string {
  return join(runDir, 'shared');
}

/**
 * Makes a sandbox's run directory, for its owner only.
 *
 * @throws HypervisorError ALREADY_EXISTS: another machine has it; INVALID_ARGUMENT: there can be no directory; PERMISSION_DENIED, INTERNAL
 */
export async function makeRunDirectory(runDir: string): Promise<void> {
  const parent = dirname(runDir);
  try {
    await makeParents(parent);
  } catch (cause) {
    throw failure(parent, cause);
  }
  try {
    await mkdir(runDir, { mode: 0o700 });
  } catch (cause) {
    throw errnoOf(cause) === 'EEXIST' ? taken(runDir, cause) : failure(runDir, cause);
  }
}

/** As a recursive mkdir does, but Node.js's tries forever where the kernel makes no directories, as in /proc. */
async function makeParents(directory: string): Promise<void> {
  try {
    if ((await stat(directory)).isDirectory()) return;
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    await makeParents(dirname(directory));
  }
  await makeIfMissing(directory);
}

/** Others may make the same directory at the same time. */
async function makeIfMissing(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o755 });
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST' || !(await stat(directory)).isDirectory()) throw error;
  }
}

/**
 * Removes a run directory in which no machine has been started. Only an empty
 * one: what may be mounted in it is never walked into.
 */
export async function removeEmptyRunDirectory(runDir: string): Promise<void> {
  try {
    await rmdir(runDir);
  } catch (error) {
    // The guard removes the directory with all that is in it where it came that far.
    if (errnoOf(error) !== 'ENOENT') throw failure(runDir, error);
  }
}

function taken(runDir: string, cause: unknown): HypervisorError {
  return new HypervisorError('ALREADY_EXISTS', `the run directory ${runDir} exists already`, {
    cause,
    details: { path: 'id', remedy: 'give another id, or delete the sandbox that has it' },
  });
}

function failure(directory: string, cause: unknown): HypervisorError {
  switch (errnoOf(cause)) {
    case 'EEXIST':
    case 'ENOTDIR':
    case 'ENOENT':
    case 'ELOOP':
      return new HypervisorError('INVALID_ARGUMENT', `there can be no directory ${directory}`, {
        cause,
        details: {
          path: 'store',
          remedy: 'choose a directory whose parents are directories on an ordinary file system',
        },
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new HypervisorError('PERMISSION_DENIED', `the directory ${directory} cannot be changed`, {
        cause,
        details: { path: 'store', remedy: 'choose a directory that this process can write to' },
      });
    default:
      return new HypervisorError('INTERNAL', `the directory ${directory} cannot be changed`, { cause });
  }
}

function errnoOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
