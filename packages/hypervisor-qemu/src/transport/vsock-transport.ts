// SPDX-License-Identifier: Apache-2.0

import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Transport,
  VirtcontainersError,
  type VsockHost,
  type WaitOptions,
  orAborted,
  withDeadline,
} from '@virtcontainers/core';
import { HypervisorError } from '../hypervisor-error.js';

/** The port on which Kata's agents listen. */
export const agentVsockPort = 1024;

/** Between two attempts, in milliseconds: the kernel tells nobody when a guest begins to listen. */
const retryPauseMs = 20;

/** How long {@link VsockTransport.dial} waits when its caller does not say, in milliseconds. */
export const defaultDialTimeoutMs = 30_000;

/** The agent's vsock port: every dial is a connection of its own. */
export class VsockTransport implements Transport {
  readonly kind = 'vsock';
  readonly multipleConnections = true;
  readonly #host: VsockHost;
  readonly #cid: number;
  readonly #machineGone: Promise<unknown>;

  /** @param machineGone - settles when there is no machine to connect to any more */
  constructor(host: VsockHost, cid: number, machineGone: Promise<unknown>) {
    this.#host = host;
    this.#cid = cid;
    this.#machineGone = machineGone;
  }

  /** Connects, and waits for the agent to listen while the machine lives. UNAVAILABLE: the machine is gone; TIMEOUT, CANCELLED. */
  dial(options: WaitOptions = {}): Promise<Duplex> {
    const wait = { what: 'the agent to listen on vsock', defaultTimeoutMs: defaultDialTimeoutMs };
    const timeoutMs = options.timeoutMs ?? defaultDialTimeoutMs;
    return withDeadline(wait, options, (signal) => this.#connectUntil(signal, timeoutMs));
  }

  /** @param timeoutMs - limit of each attempt: until the guest has a driver, the first one is neither accepted nor refused */
  async #connectUntil(callers: AbortSignal, timeoutMs: number): Promise<Duplex> {
    const gone = new AbortController();
    const signal = AbortSignal.any([callers, gone.signal]);
    void this.#machineGone.then(() => {
      gone.abort(new HypervisorError('UNAVAILABLE', 'the machine is gone'));
    });
    for (;;) {
      signal.throwIfAborted();
      try {
        return await this.#host.connect(this.#cid, agentVsockPort, { signal, timeoutMs });
      } catch (error) {
        if (gone.signal.aborted) throw gone.signal.reason;
        if (!isRefusal(error)) throw error;
      }
      await orAborted(pause(retryPauseMs), signal);
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof VirtcontainersError && error.code === 'UNAVAILABLE';
}
