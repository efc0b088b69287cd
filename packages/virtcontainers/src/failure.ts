// SPDX-License-Identifier: Apache-2.0

import { type BootReport, type Phase, VirtcontainersError } from '@virtcontainers/core';

/** What an outer layer knows of a failure that the inner one did not. */
export interface FailureContext {
  readonly phase?: Phase | undefined;
  readonly report?: BootReport | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Errors made here: what they were made from is told once, however many layers add to them. */
const enriched = new WeakSet<VirtcontainersError>();

/**
 * The same error with what an outer layer knows of it. What the error says itself
 * wins; the original becomes the cause, so that its class is not lost.
 */
export function withContext(error: unknown, context: FailureContext): VirtcontainersError {
  const original = VirtcontainersError.from(error);
  const phase = original.phase ?? context.phase;
  const report = original.report ?? context.report;
  const result = new VirtcontainersError(original.code, original.message, {
    cause: enriched.has(original) ? original.cause : original,
    details: { ...context.details, ...original.details },
    retryable: original.retryable,
    ...(phase !== undefined && { phase }),
    ...(report !== undefined && { report }),
  });
  enriched.add(result);
  return result;
}
