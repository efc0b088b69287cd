// SPDX-License-Identifier: Apache-2.0

import { maxTimeoutMs, type ProcessExit, VirtcontainersError, type WaitOptions } from '@virtcontainers/core';
import { endedWithin } from '../container/end-in-guest.js';
import type { GuestProcess } from '../process/guest-process.js';
import { withContext } from '../failure.js';
import { waitFor } from '../wait-for.js';

/**
 * How long a guest may take, beside the grace period, to end a command that is cut off, in milliseconds. One that takes
 * longer hangs, or its process is stuck in the kernel: then the caller is told so, and does not hang as well.
 */
export const cutOffTimeoutMs = 15_000;

/** How a command may be cut off. */
export interface Supervision extends WaitOptions {
  readonly killGraceMs: number;
  /** Rejects with CANCELLED when the command's input cannot be had. */
  readonly brokenInput: Promise<never>;
}

/**
 * Waits for a command's exit, and ends it when its caller aborts, its input breaks off or its time is up: a
 * timeout is an exit (`timedOut`), the others are an error (CANCELLED), each only once the process is gone. In
 * a guest that does not answer, where nobody can tell, it is an error (TIMEOUT, CANCELLED) whose `details.failure` says so.
 */
export async function supervise(process: GuestProcess, supervision: Supervision): Promise<ProcessExit> {
  const { killGraceMs, brokenInput, ...limits } = supervision;
  try {
    return await waitFor(`process ${process.token} to end`, Promise.race([process.exit, brokenInput]), limits);
  } catch (error) {
    const { code } = VirtcontainersError.from(error);
    const { timeoutMs } = limits;
    const outOfTime = code === 'TIMEOUT' && timeoutMs !== undefined;
    if (code !== 'CANCELLED' && !outOfTime) throw error;
    const exit = await endCutOff(process, killGraceMs, error);
    if (!outOfTime || exit === undefined) throw error;
    return exit.kind === 'vmDied' ? exit : { kind: 'timedOut', timeoutMs };
  }
}

/** Ends a process that was cut off by an error, which also tells when that fails. */
async function endCutOff(process: GuestProcess, graceMs: number, error: unknown): Promise<ProcessExit | undefined> {
  try {
    return await terminate(process, graceMs);
  } catch (failure) {
    throw withContext(error, { phase: 'run', details: { failure } });
  }
}

/**
 * SIGTERM, a grace period, SIGKILL; resolves when the process is gone, with how it ended, or with undefined where it
 * never began. TIMEOUT: the guest does not get it done; should it answer later after all, the process is ended then.
 */
export function terminate(process: GuestProcess, graceMs: number): Promise<ProcessExit | undefined> {
  const timeoutMs = Math.min(graceMs + cutOffTimeoutMs, maxTimeoutMs);
  return waitFor(`the guest to end process ${process.token}`, endStepwise(process, graceMs), { timeoutMs });
}

async function endStepwise(process: GuestProcess, graceMs: number): Promise<ProcessExit | undefined> {
  const wasStarted = await process.started.then(
    () => true,
    () => false,
  );
  if (!wasStarted) return undefined;
  try {
    await process.kill('SIGTERM');
    process.drain();
    if (!(await endedWithin(process, graceMs, {}))) await process.kill('SIGKILL');
  } catch (error) {
    // A machine that is gone took the process along: its exit tells.
    if (VirtcontainersError.from(error).code !== 'UNAVAILABLE') throw error;
  }
  return process.exit;
}
