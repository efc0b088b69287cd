// SPDX-License-Identifier: Apache-2.0

import type { BootReport } from './boot-report.js';
import type { Phase } from './phase.js';

/** Every error code of the SDK. Codes are stable; messages are not. */
export const errorCodes = [
  'INVALID_ARGUMENT',
  'INVALID_STATE',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'UNSUPPORTED',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'UNAVAILABLE',
  'TIMEOUT',
  'CANCELLED',
  'PROTOCOL',
  'INTERNAL',
] as const;

/** One of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number];

/** What an error can tell beside its code and message. */
export interface ErrorDetails {
  /** Path to the offending field of the caller's input, for example `containers[0].rootFs`. */
  readonly path?: string;
  /** What the caller can do about it. */
  readonly remedy?: string;
  /** Facts of the layer that failed: an errno, a QMP class, a ttRPC status. */
  readonly [fact: string]: unknown;
}

/** What {@link VirtcontainersError} is made of. */
export interface ErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown;
  /** Facts for the caller; see {@link ErrorDetails}. */
  readonly details?: ErrorDetails;
  /** The phase in which the operation failed, where it has phases. */
  readonly phase?: Phase;
  /** What is known of the virtual machine, where one was involved. */
  readonly report?: BootReport;
  /** Overrides what the code says about trying again. */
  readonly retryable?: boolean;
}

const retryableCodes: ReadonlySet<ErrorCode> = new Set(['RESOURCE_EXHAUSTED', 'UNAVAILABLE', 'TIMEOUT']);

/**
 * The base of every error that the SDK throws; callers need only look at `code`.
 *
 * Each layer has a subclass in its own package, which sets `name` and fixes what
 * `details` holds: `HypervisorError` the QMP error class, `AgentError` the ttRPC
 * status, `NativeError` `errno` and `syscall`. A subclass adds no code. At each
 * boundary one function turns what the layer below gives (a QMP reply, a ttRPC
 * status, an errno) into such an error; message texts are never parsed.
 */
export class VirtcontainersError extends Error {
  override readonly name: string = 'VirtcontainersError';
  /** Stable code; see {@link errorCodes}. */
  readonly code: ErrorCode;
  /** Facts, among them `path` and `remedy` for bad input. */
  readonly details: ErrorDetails;
  /** The phase that failed, if the operation has phases. */
  readonly phase: Phase | undefined;
  /** What is known of the virtual machine, if one was involved. */
  readonly report: BootReport | undefined;
  /** Whether the same call may succeed later without any change by the caller. */
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.details = options.details ?? {};
    this.phase = options.phase;
    this.report = options.report;
    this.retryable = options.retryable ?? retryableCodes.has(code);
  }

  /**
   * Makes any thrown value one of ours: an SDK error is returned as it is,
   * anything else becomes INTERNAL with the value as its cause.
   */
  static from(value: unknown): VirtcontainersError {
    if (value instanceof VirtcontainersError) return value;
    const message = value instanceof Error ? value.message : String(value);
    return new VirtcontainersError('INTERNAL', message, { cause: value });
  }
}
