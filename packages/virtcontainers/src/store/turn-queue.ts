// SPDX-License-Identifier: Apache-2.0

import { deferred, type Deferred, orAborted, type WaitOptions, withDeadline } from '@virtcontainers/core';

/** Lets one holder in at a time, in the order in which they asked. */
export class TurnQueue {
  readonly #waiting: Deferred<void>[] = [];
  #taken = false;

  /**
   * Resolves when it is the caller's turn, with what ends it. CANCELLED and
   * TIMEOUT give up the place in the queue.
   *
   * @param what - names the turn for messages
   */
  async take(what: string, options: WaitOptions = {}): Promise<Disposable> {
    if (this.#taken) await this.#wait(what, options);
    this.#taken = true;
    let over = false;
    return {
      [Symbol.dispose]: () => {
        if (!over) this.#next();
        over = true;
      },
    };
  }

  async #wait(what: string, options: WaitOptions): Promise<void> {
    const turn = deferred();
    this.#waiting.push(turn);
    try {
      await withDeadline({ what }, options, (signal) => orAborted(turn.promise, signal));
    } catch (error) {
      this.#leave(turn);
      throw error;
    }
  }

  /** A turn that was given just as its taker gave up goes on to the next. */
  #leave(turn: Deferred<void>): void {
    const index = this.#waiting.indexOf(turn);
    if (index >= 0) this.#waiting.splice(index, 1);
    else this.#next();
  }

  /** Hands the turn over directly, so that nobody who comes in between gets ahead. */
  #next(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken = false;
    else next.resolve();
  }
}
