// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError, type ErrorCode, type ErrorOptions } from '@virtcontainers/core';
import { codeOfErrno } from './errno-code.js';

/** What a {@link NativeError} is made of. */
export interface NativeErrorOptions extends ErrorOptions {
  /** Name of the error number, for example `ENOENT`; absent when no system call failed. */
  readonly errno?: string;
  /** The system call, or the check before it, that failed. */
  readonly syscall?: string;
}

/**
 * An error of the host's kernel, or of the native parts that call it.
 * `details.errno` and `details.syscall` repeat the two properties.
 */
export class NativeError extends VirtcontainersError {
  override readonly name = 'NativeError';
  /** Name of the error number, for example `ENOENT`; undefined when no system call failed. */
  readonly errno: string | undefined;
  /** The system call, or the check before it, that failed; undefined when none did. */
  readonly syscall: string | undefined;

  constructor(code: ErrorCode, message: string, options: NativeErrorOptions = {}) {
    const { errno, syscall, details, ...rest } = options;
    super(code, message, {
      ...rest,
      details: { ...details, ...(errno !== undefined && { errno }), ...(syscall !== undefined && { syscall }) },
    });
    this.errno = errno;
    this.syscall = syscall;
  }

  /** Makes the error of a failed system call: the code follows from the error number. */
  static ofErrno(errno: string, syscall: string, what: string, options: ErrorOptions = {}): NativeError {
    return new NativeError(codeOfErrno(errno), `${what}: ${syscall}: ${errno}`, { ...options, errno, syscall });
  }
}
