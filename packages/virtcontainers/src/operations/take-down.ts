// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError, type WaitOptions } from '@virtcontainers/core';
import type { StopOptions } from '../call-options.js';
import { endInGuest } from '../container/end-in-guest.js';
import type { Machine } from '../machine/machine.js';
import type { LiveSandbox } from '../sandbox/live-sandbox.js';

/** How long the guest may take to end its sandbox, in milliseconds, before its machine is ended under it. */
const destroyTimeoutMs = 10_000;

/**
 * Takes a sandbox down to `stopped`: its containers are asked to end and removed,
 * then the machine ends. The first failure is thrown with everything after it
 * left as it is; with `force` all is done and the failures are returned.
 */
export async function takeDown(sandbox: LiveSandbox, options: WaitOptions & StopOptions): Promise<unknown[]> {
  if (sandbox.state === 'stopped') return [];
  if (sandbox.state === 'creating') sandbox.failed(new VirtcontainersError('CANCELLED', 'the sandbox was not created'));
  const failures: unknown[] = [];
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      // A machine that has died meanwhile is as far down as it can be.
      if (options.force !== true && sandbox.heldMachine?.ended !== true) throw error;
      failures.push(error);
    }
  };
  const machine = sandbox.heldMachine;
  if (machine !== undefined) await endMachine(sandbox, machine, options, attempt);
  for (const container of sandbox.containers.values()) container.lost();
  sandbox.stopped();
  return failures;
}

async function endMachine(
  sandbox: LiveSandbox,
  machine: Machine,
  options: WaitOptions & StopOptions,
  attempt: (work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  if (sandbox.state !== 'failed') await endGuest(sandbox, machine, options, attempt);
  sandbox.ending();
  await attempt(() => machine[Symbol.asyncDispose]());
}

async function endGuest(
  sandbox: LiveSandbox,
  machine: Machine,
  { graceMs, signal }: WaitOptions & StopOptions,
  attempt: (work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const wait = signal === undefined ? {} : { signal };
  const grace = graceMs === undefined ? {} : { graceMs };
  if (sandbox.state === 'paused') await attempt(() => resumeCpus(sandbox, machine, wait));
  const containers = [...sandbox.containers.values()];
  await machine.during('stop', async () => {
    await settleAll(
      containers.map((container) => attempt(() => endInGuest(container, machine, { ...grace, ...wait }))),
    );
    sandbox.ending();
    await attempt(() => machine.agent.destroySandbox({ ...wait, timeoutMs: destroyTimeoutMs }));
  });
}

/** A guest that stands still cannot stop its containers in good order. */
async function resumeCpus(sandbox: LiveSandbox, machine: Machine, options: WaitOptions): Promise<void> {
  await machine.vm.cpus?.resume(options);
  sandbox.resumed();
}

/** Waits for all, so that none goes on behind the caller's back, and then throws the first failure. */
async function settleAll(works: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
