// SPDX-License-Identifier: Apache-2.0

import { type FileHandle, open } from 'node:fs/promises';
import { HypervisorError } from '../hypervisor-error.js';

/** A file named by the configuration. */
export interface NamedFile {
  readonly path: string;
  /** Path to the configuration's field, for errors. */
  readonly field: string;
  /** What the file is for, for errors. */
  readonly what: string;
}

/**
 * Opens a file for reading and hands it to `inspect`.
 *
 * @throws HypervisorError NOT_FOUND, PERMISSION_DENIED; INVALID_ARGUMENT when it is no regular file or is empty
 */
export async function inspectFile<T>(file: NamedFile, inspect: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file.path).catch((cause: unknown) => {
    throw openFailure(file, cause);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw wrongFile(file, 'is not a regular file');
    if (stat.size === 0) throw wrongFile(file, 'is empty');
    return await inspect(handle);
  } finally {
    await handle.close();
  }
}

/** The error for a file that is there and is not what it should be. */
export function wrongFile(
  file: NamedFile,
  problem: string,
  remedy = `give the path of a ${file.what}`,
): HypervisorError {
  return new HypervisorError('INVALID_ARGUMENT', `the ${file.what} ${file.path} ${problem}`, {
    phase: 'validate',
    details: { path: file.field, remedy },
  });
}

function openFailure(file: NamedFile, cause: unknown): HypervisorError {
  const details = { path: file.field, remedy: `give the path of a ${file.what} that this process can read` };
  const options = { cause, details, phase: 'validate' } as const;
  const errno = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new HypervisorError('NOT_FOUND', `there is no ${file.what} at ${file.path}`, options);
    case 'EACCES':
    case 'EPERM':
      return new HypervisorError('PERMISSION_DENIED', `the ${file.what} ${file.path} cannot be read`, options);
    default:
      return new HypervisorError('INVALID_ARGUMENT', `the ${file.what} ${file.path} cannot be opened`, options);
  }
}
