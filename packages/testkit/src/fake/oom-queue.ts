// SPDX-License-Identifier: Apache-2.0

import { deferred, orAborted } from '@virtcontainers/core';

/** Container ids in the order in which the out-of-memory killer acted, for any number of listeners. */
export class OomQueue {
  readonly #ids: string[] = [];
  #ended = false;
  #changed = deferred();

  push(containerId: string): void {
    this.#ids.push(containerId);
    this.#tell();
  }

  /** Ends every listener's iteration. */
  end(): void {
    this.#ended = true;
    this.#tell();
  }

  /** Ids from now on, until the queue ends or the signal fires. */
  async *events(signal: AbortSignal = new AbortController().signal): AsyncGenerator<string> {
    for (let next = this.#ids.length; ; next += 1) {
      while (next >= this.#ids.length && !this.#ended) await orAborted(this.#changed.promise, signal);
      const id = this.#ids[next];
      if (id === undefined) return;
      yield id;
    }
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = deferred();
  }
}
