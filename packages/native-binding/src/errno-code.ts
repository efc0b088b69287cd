// SPDX-License-Identifier: Apache-2.0

import { constants } from 'node:os';
import type { ErrorCode } from '@virtcontainers/core';

const errnosByCode: Partial<Record<ErrorCode, readonly string[]>> = {
  NOT_FOUND: ['ENOENT', 'ESRCH'],
  ALREADY_EXISTS: ['EEXIST', 'EADDRINUSE'],
  INVALID_ARGUMENT: ['EINVAL', 'ENOTDIR', 'EISDIR', 'ELOOP', 'EXDEV', 'ENAMETOOLONG'],
  PERMISSION_DENIED: ['EPERM', 'EACCES'],
  RESOURCE_EXHAUSTED: ['ENOMEM', 'ENOSPC', 'EMFILE', 'ENFILE', 'EAGAIN', 'ENOBUFS'],
  UNSUPPORTED: ['EOPNOTSUPP', 'ENOSYS', 'EAFNOSUPPORT', 'EPROTONOSUPPORT'],
  UNAVAILABLE: ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENODEV', 'ENXIO', 'EHOSTUNREACH', 'ENETUNREACH', 'EBUSY'],
  TIMEOUT: ['ETIMEDOUT'],
  PROTOCOL: ['EPROTO', 'EBADMSG', 'EMSGSIZE'],
};

const codes = new Map<string, ErrorCode>(
  Object.entries(errnosByCode).flatMap(([code, errnos]) => errnos.map((errno) => [errno, code as ErrorCode] as const)),
);

const namesByNumber = new Map<number, string>(
  Object.entries(constants.errno).map(([name, number]) => [number, name] as const),
);

/** The code that stands for an error number, INTERNAL for one that no caller can do anything about. */
export function codeOfErrno(errno: string): ErrorCode {
  return codes.get(errno) ?? 'INTERNAL';
}

/** The name of an error number of this host, `E<number>` for one that Node.js does not know. */
export function nameOfErrno(number: number): string {
  return namesByNumber.get(number) ?? `E${number}`;
}
