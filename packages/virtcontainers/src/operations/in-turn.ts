// SPDX-License-Identifier: Apache-2.0

import { type StoreEntry, type WaitOptions, withDeadline } from '@virtcontainers/core';
import type { LiveSandbox } from '../sandbox/live-sandbox.js';

/**
 * Changes a sandbox: waits until nobody else does, then works. Both are cut short
 * by the caller's signal and time limit.
 *
 * @param what - names the change for messages, for example `sandbox web to start`
 */
export function inTurn<T>(
  sandbox: LiveSandbox,
  what: string,
  options: WaitOptions,
  work: (signal: AbortSignal, entry: StoreEntry<LiveSandbox>) => Promise<T>,
): Promise<T> {
  return withDeadline({ what }, options, async (signal) => {
    await using entry = await sandbox.turn({ signal });
    return await work(signal, entry);
  });
}
