// SPDX-License-Identifier: Apache-2.0

import { orAborted, type WaitOptions, withDeadline } from '@virtcontainers/core';

/**
 * Waits for something that happens by itself. Cutting the wait short (CANCELLED,
 * TIMEOUT) leaves what is waited for alone.
 *
 * @param what - names it for messages, which read `… while waiting for {what}`
 */
export function waitFor<Value>(what: string, promise: Promise<Value>, options: WaitOptions): Promise<Value> {
  if (options.signal === undefined && options.timeoutMs === undefined) return promise;
  return withDeadline({ what }, options, (signal) => orAborted(promise, signal));
}
