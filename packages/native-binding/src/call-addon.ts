// SPDX-License-Identifier: Apache-2.0

import { nameOfErrno } from './errno-code.js';
import { NativeError } from './native-error.js';

/**
 * Calls the addon, and makes a failed system call a {@link NativeError}.
 *
 * @param what - what is being done, for the error message
 */
export function callAddon<T>(what: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    throw translated(what, cause);
  }
}

function translated(what: string, cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const { errno, syscall } = cause as NodeJS.ErrnoException;
  if (errno === undefined || syscall === undefined) return cause;
  return NativeError.ofErrno(nameOfErrno(errno), syscall, what, { cause });
}
