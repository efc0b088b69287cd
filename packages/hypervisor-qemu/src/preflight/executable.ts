// SPDX-License-Identifier: Apache-2.0

import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../host.js';
import { HypervisorError } from '../hypervisor-error.js';

/** The program that is looked up in PATH when the configuration names none. */
export const defaultProgram = 'qemu-system-x86_64';

const field = 'hypervisorConfig.hypervisorPath';
const install = 'install the Debian package qemu-system-x86, or give the path of qemu-system-x86_64';

/**
 * Finds QEMU: the configured path, or {@link defaultProgram} in PATH. Returns an absolute path.
 *
 * @throws HypervisorError NOT_FOUND (the remedy names the Debian package), PERMISSION_DENIED; INVALID_ARGUMENT when it is no file
 */
export async function findQemu(configured: string | undefined, host: Pick<Host, 'searchPath'>): Promise<string> {
  if (configured !== undefined) {
    await checkExecutable(configured);
    return configured;
  }
  for (const directory of host.searchPath()) {
    const candidate = join(directory, defaultProgram);
    if (await isExecutable(candidate)) return candidate;
  }
  throw refusal('NOT_FOUND', `there is no ${defaultProgram} in PATH`, install);
}

async function checkExecutable(path: string): Promise<void> {
  const found = await stat(path).catch((cause: unknown) => {
    throw refusal('NOT_FOUND', `there is no hypervisor at ${path}`, install, cause);
  });
  if (!found.isFile()) throw refusal('INVALID_ARGUMENT', `the hypervisor ${path} is not a file`, install);
  await access(path, constants.X_OK).catch((cause: unknown) => {
    throw refusal('PERMISSION_DENIED', `the hypervisor ${path} cannot be executed`, 'make it executable', cause);
  });
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await checkExecutable(path);
    return true;
  } catch {
    // A directory of PATH without the program: the next one is tried.
    return false;
  }
}

function refusal(
  code: 'NOT_FOUND' | 'INVALID_ARGUMENT' | 'PERMISSION_DENIED',
  message: string,
  remedy: string,
  cause?: unknown,
): HypervisorError {
  return new HypervisorError(code, message, { cause, phase: 'validate', details: { path: field, remedy } });
}
