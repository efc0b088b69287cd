// SPDX-License-Identifier: Apache-2.0

import type { ErrorCode } from '@virtcontainers/core';

/** The status numbers that a ttRPC response can carry: those of gRPC. */
export const ttrpcStatus = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  dataLoss: 15,
  unauthenticated: 16,
} as const;

/** What each status means to a caller of the SDK, by status number. */
const codes: Readonly<Record<number, ErrorCode>> = {
  [ttrpcStatus.cancelled]: 'CANCELLED',
  [ttrpcStatus.unknown]: 'INTERNAL',
  [ttrpcStatus.invalidArgument]: 'INVALID_ARGUMENT',
  [ttrpcStatus.deadlineExceeded]: 'TIMEOUT',
  [ttrpcStatus.notFound]: 'NOT_FOUND',
  [ttrpcStatus.alreadyExists]: 'ALREADY_EXISTS',
  [ttrpcStatus.permissionDenied]: 'PERMISSION_DENIED',
  [ttrpcStatus.resourceExhausted]: 'RESOURCE_EXHAUSTED',
  [ttrpcStatus.failedPrecondition]: 'INVALID_STATE',
  [ttrpcStatus.aborted]: 'UNAVAILABLE',
  [ttrpcStatus.outOfRange]: 'INVALID_ARGUMENT',
  [ttrpcStatus.unimplemented]: 'UNSUPPORTED',
  [ttrpcStatus.internal]: 'INTERNAL',
  [ttrpcStatus.unavailable]: 'UNAVAILABLE',
  [ttrpcStatus.dataLoss]: 'PROTOCOL',
  [ttrpcStatus.unauthenticated]: 'PERMISSION_DENIED',
};

/** The SDK's code for a ttRPC status. A number that no agent may send is PROTOCOL. */
export function codeOfStatus(status: number): ErrorCode {
  return codes[status] ?? 'PROTOCOL';
}

const statuses: Readonly<Record<ErrorCode, number>> = {
  INVALID_ARGUMENT: ttrpcStatus.invalidArgument,
  INVALID_STATE: ttrpcStatus.failedPrecondition,
  NOT_FOUND: ttrpcStatus.notFound,
  ALREADY_EXISTS: ttrpcStatus.alreadyExists,
  UNSUPPORTED: ttrpcStatus.unimplemented,
  PERMISSION_DENIED: ttrpcStatus.permissionDenied,
  RESOURCE_EXHAUSTED: ttrpcStatus.resourceExhausted,
  UNAVAILABLE: ttrpcStatus.unavailable,
  TIMEOUT: ttrpcStatus.deadlineExceeded,
  CANCELLED: ttrpcStatus.cancelled,
  PROTOCOL: ttrpcStatus.dataLoss,
  INTERNAL: ttrpcStatus.internal,
};

/** The ttRPC status that stands for a code of the SDK. */
export function statusOfCode(code: ErrorCode): number {
  return statuses[code];
}
