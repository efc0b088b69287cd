// SPDX-License-Identifier: Apache-2.0

import { type ProcessExit, VirtcontainersError, type WaitOptions } from '@virtcontainers/core';
import { endedWithin, killTimeoutMs } from '../container/end-in-guest.js';
import type { GuestProcess } from '../process/guest-process.js';
import { waitFor } from '../wait-for.js';

/** How a command may be cut off. */
export interface Supervision extends WaitOptions {
  readonly killGraceMs: number;
}

/**
 * Waits for a command's exit, and ends it when its caller aborts or its time is
 * up: a timeout is an exit (`timedOut`), an abort an error (CANCELLED), both only
 * once the process is gone.
 */
export async function supervise(process: GuestProcess, supervision: Supervision): Promise<ProcessExit> {
  const { killGraceMs, ...limits } = supervision;
  try {
    return await waitFor(`process ${process.token} to end`, process.exit, limits);
  } catch (error) {
    const { code } = VirtcontainersError.from(error);
    const { signal, timeoutMs } = limits;
    const aborted = code === 'CANCELLED' && signal?.aborted === true;
    if (!aborted && !(code === 'TIMEOUT' && timeoutMs !== undefined)) throw error;
    const wasStarted = await terminate(process, killGraceMs);
    if (aborted || !wasStarted || timeoutMs === undefined) throw error;
    return { kind: 'timedOut', timeoutMs };
  }
}

/** SIGTERM, a grace period, SIGKILL; resolves when the process is gone, with whether it was ever started. */
export async function terminate(process: GuestProcess, graceMs: number): Promise<boolean> {
  const wasStarted = await process.started.then(
    () => true,
    () => false,
  );
  if (!wasStarted) return false;
  await process.kill('SIGTERM');
  process.drain();
  if (await endedWithin(process, graceMs, {})) return true;
  await process.kill('SIGKILL');
  await waitFor(`the killed process ${process.token} to end`, process.exit, { timeoutMs: killTimeoutMs });
  return true;
}
