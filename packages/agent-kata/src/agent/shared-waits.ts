// SPDX-License-Identifier: Apache-2.0

import type { ProcessExit, ProcessRef, WaitOptions } from '@virtcontainers/core';
import { cutShort } from './cut-short.js';
import { containerKey, forgetKeys, processKey } from './process-key.js';

/**
 * Waits for exits, so that none is lost: the guest tells an exit once, and ttRPC
 * cannot take a question back. All who wait for a process share one question. Who
 * gives up leaves it open, and the next one who waits finds its answer. An answer that somebody got is forgotten.
 */
export class SharedWaits {
  readonly #ask: (process: ProcessRef) => Promise<ProcessExit>;
  readonly #open = new Map<string, Promise<ProcessExit>>();

  /** @param ask - asks the guest, without a limit of time */
  constructor(ask: (process: ProcessRef) => Promise<ProcessExit>) {
    this.#ask = ask;
  }

  /** Waits for the exit of a process. Errors: CANCELLED, TIMEOUT, and those of the question. */
  async wait(process: ProcessRef, options: WaitOptions = {}): Promise<ProcessExit> {
    const key = processKey(process);
    const question = this.#open.get(key) ?? this.#start(key, process);
    const exit = await cutShort(`process ${process.token} to end`, question, options);
    if (this.#open.get(key) === question) this.#open.delete(key);
    return exit;
  }

  /** Forgets the answers for a container that is gone. */
  forget(containerId: string): void {
    forgetKeys(this.#open, containerKey(containerId));
  }

  #start(key: string, process: ProcessRef): Promise<ProcessExit> {
    const question = this.#ask(process);
    this.#open.set(key, question);
    // An error is no answer: whoever waits now gets it, and the next one asks again.
    question.catch(() => {
      if (this.#open.get(key) === question) this.#open.delete(key);
    });
    return question;
  }
}
