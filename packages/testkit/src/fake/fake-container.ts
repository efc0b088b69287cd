// SPDX-License-Identifier: Apache-2.0

import { signalNumbers, VirtcontainersError, type GuestContainer, type ProcessRef } from '@virtcontainers/core';
import type { FakeProcess } from './fake-process.js';

/** A container in a fake guest and its processes, of which the first is its init process. */
export class FakeContainer {
  readonly request: GuestContainer;
  paused = false;
  readonly #processes = new Map<string, FakeProcess>();

  constructor(request: GuestContainer, init: FakeProcess) {
    this.request = request;
    this.#processes.set(init.ref.token, init);
  }

  /** Its processes that were not waited for yet. */
  get processes(): readonly FakeProcess[] {
    return [...this.#processes.values()];
  }

  /** A process by token. NOT_FOUND: there is none, or it was waited for. */
  process(token: string): FakeProcess {
    const process = this.#processes.get(token);
    if (process !== undefined) return process;
    throw new VirtcontainersError('NOT_FOUND', `no process ${token} in container ${this.request.id}`);
  }

  /** A process that may be gone. */
  find(token: string): FakeProcess | undefined {
    return this.#processes.get(token);
  }

  add(process: FakeProcess): void {
    const { token } = process.ref;
    if (this.#processes.has(token))
      throw new VirtcontainersError('ALREADY_EXISTS', `process ${token} is there already`);
    this.#processes.set(token, process);
  }

  forget({ token }: ProcessRef): void {
    this.#processes.delete(token);
  }

  /** Kills all processes. */
  kill(): void {
    for (const process of this.#processes.values()) process.signal(signalNumbers.SIGKILL);
  }
}
