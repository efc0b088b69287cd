// SPDX-License-Identifier: Apache-2.0

import type { WaitOptions } from '@virtcontainers/core';
import { cutShort } from './cut-short.js';
import { forgetKeys } from './process-key.js';

/** Asks the guest for output, without a limit of time. */
export type AskForOutput = (maxBytes: number) => Promise<Uint8Array>;

/**
 * Reads output so that no byte is lost: a read that its caller gives up stays
 * open in the guest, and would take bytes along. It is kept, and serves the next read of the same stream.
 */
export class OpenReads {
  readonly #givenUp = new Map<string, Promise<Uint8Array>[]>();

  /** Reads up to `maxBytes` of the stream with this key. Errors: CANCELLED, TIMEOUT, and those of asking. */
  async read(key: string, maxBytes: number, ask: AskForOutput, options: WaitOptions = {}): Promise<Uint8Array> {
    const answer = this.#take(key) ?? ask(maxBytes);
    const state = { settled: false };
    const settle = (): void => void (state.settled = true);
    answer.then(settle, settle);
    try {
      return this.#bounded(key, await cutShort('output', answer, options), maxBytes);
    } finally {
      if (!state.settled) this.#keep(key, answer);
    }
  }

  /** Forgets the reads whose key begins so: their process or container is gone. */
  forget(start: string): void {
    forgetKeys(this.#givenUp, start);
  }

  /** A kept answer may hold more than this caller wants. */
  #bounded(key: string, data: Uint8Array, maxBytes: number): Uint8Array {
    if (data.length <= maxBytes) return data;
    this.#keep(key, Promise.resolve(data.subarray(maxBytes)));
    return data.subarray(0, maxBytes);
  }

  #take(key: string): Promise<Uint8Array> | undefined {
    const answers = this.#givenUp.get(key);
    const answer = answers?.shift();
    if (answers?.length === 0) this.#givenUp.delete(key);
    return answer;
  }

  #keep(key: string, answer: Promise<Uint8Array>): void {
    const answers = this.#givenUp.get(key) ?? [];
    answers.unshift(answer);
    this.#givenUp.set(key, answers);
  }
}
