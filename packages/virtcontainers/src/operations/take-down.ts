// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError, type WaitOptions } from '@virtcontainers/core';
import type { StopOptions } from '../call-options.js';
import { endInGuest } from '../container/end-in-guest.js';
import { exitBehind } from '../machine/machine-end.js';
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
  const machine = sandbox.heldMachine;
  const failures = machine === undefined ? [] : await new TakeDown(sandbox, machine, options).run();
  for (const container of sandbox.containers.values()) container.lost();
  sandbox.stopped();
  return failures;
}

/** The taking down of one machine. */
class TakeDown {
  readonly #sandbox: LiveSandbox;
  readonly #machine: Machine;
  readonly #options: WaitOptions & StopOptions;
  readonly #failures: unknown[] = [];

  constructor(sandbox: LiveSandbox, machine: Machine, options: WaitOptions & StopOptions) {
    this.#sandbox = sandbox;
    this.#machine = machine;
    this.#options = options;
  }

  async run(): Promise<unknown[]> {
    if (this.#sandbox.state !== 'failed') await this.#machine.during('stop', () => this.#endGuest());
    this.#sandbox.ending();
    await this.#attempt(() => this.#machine[Symbol.asyncDispose]());
    return this.#failures;
  }

  async #endGuest(): Promise<void> {
    const { graceMs, signal } = this.#options;
    const wait = signal === undefined ? {} : { signal };
    const grace = graceMs === undefined ? {} : { graceMs };
    if (this.#sandbox.state === 'paused') await this.#attemptInGuest(() => this.#resumeCpus(wait));
    const containers = [...this.#sandbox.containers.values()];
    await settleAll(
      containers.map((container) =>
        this.#attemptInGuest(() => endInGuest(container, this.#machine, { ...grace, ...wait })),
      ),
    );
    this.#sandbox.ending();
    await this.#attemptInGuest(() => this.#machine.agent.destroySandbox({ ...wait, timeoutMs: destroyTimeoutMs }));
  }

  /** A guest that stands still cannot stop its containers in good order. */
  async #resumeCpus(options: WaitOptions): Promise<void> {
    await this.#machine.vm.cpus?.resume(options);
    this.#sandbox.resumed();
  }

  /** Where the machine has died meanwhile, its guest is as far down as it can be. */
  #attemptInGuest(work: () => Promise<void>): Promise<void> {
    return this.#attempt(async () => {
      try {
        await work();
      } catch (error) {
        if ((await exitBehind(error, this.#machine.vm)) === undefined) throw error;
      }
    });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#options.force !== true) throw error;
      this.#failures.push(error);
    }
  }
}

/** Waits for all, so that none goes on behind the caller's back, and then throws the first failure. */
async function settleAll(works: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
