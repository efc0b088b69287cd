// SPDX-License-Identifier: Apache-2.0

import { mkdir, rmdir } from 'node:fs/promises';
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
 * @throws HypervisorError ALREADY_EXISTS: another machine has it; PERMISSION_DENIED, INTERNAL
 */
export async function makeRunDirectory(runDir: string): Promise<void> {
  try {
    await mkdir(dirname(runDir), { recursive: true, mode: 0o755 });
    await mkdir(runDir, { mode: 0o700 });
  } catch (cause) {
    throw failure(runDir, cause);
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

function failure(runDir: string, cause: unknown): HypervisorError {
  switch (errnoOf(cause)) {
    case 'EEXIST':
      return new HypervisorError('ALREADY_EXISTS', `the run directory ${runDir} exists already`, {
        cause,
        details: { path: 'id', remedy: 'give another id, or delete the sandbox that has it' },
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new HypervisorError('PERMISSION_DENIED', `the run directory ${runDir} cannot be changed`, {
        cause,
        details: { path: 'stateDir', remedy: 'choose a state directory that this process can write to' },
      });
    default:
      return new HypervisorError('INTERNAL', `the run directory ${runDir} cannot be changed`, { cause });
  }
}

function errnoOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
