// SPDX-License-Identifier: Apache-2.0

import { orAborted, withDeadline, type WaitOptions } from '@virtcontainers/core';

/**
 * Waits for a promise no longer than the caller wants to; the work behind it goes on.
 *
 * @throws VirtcontainersError CANCELLED, TIMEOUT; what the promise rejects with
 */
export function cutShort<Value>(what: string, promise: Promise<Value>, options: WaitOptions = {}): Promise<Value> {
  if (options.signal === undefined && options.timeoutMs === undefined) return promise;
  return withDeadline({ what }, options, (signal) => orAborted(promise, signal));
}
