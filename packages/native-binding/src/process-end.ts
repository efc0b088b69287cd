// SPDX-License-Identifier: Apache-2.0

import { deferred, orAborted, withDeadline, type WaitOptions } from '@virtcontainers/core';
import { loadAddon, readable, type PolledHandle } from './addon.js';
import { callAddon } from './call-addon.js';

/**
 * Waits until a process, which need not be a child, has ended: by a pidfd, so
 * that another one that gets its process id later is not mistaken for it.
 *
 * @param pid - its process id on this host
 * @param options - default: no time limit
 * @throws NativeError NOT_FOUND when there is no such process; TIMEOUT, CANCELLED
 */
export async function waitForProcessEnd(pid: number, options: WaitOptions = {}): Promise<void> {
  const addon = loadAddon();
  const ended = deferred<undefined>();
  const onReady = (): void => {
    ended.resolve(undefined);
  };
  const handle: PolledHandle = callAddon(`watch process ${pid}`, () => addon.openPidfd(pid, onReady));
  try {
    callAddon(`watch process ${pid}`, () => {
      addon.watch(handle, readable);
    });
    await withDeadline({ what: `process ${pid} to end` }, options, (signal) => orAborted(ended.promise, signal));
  } finally {
    addon.closePolled(handle);
  }
}
