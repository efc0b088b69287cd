// SPDX-License-Identifier: Apache-2.0

import { maxStreamId } from './frame.js';

/**
 * Gives out the ids of a host's calls: 1, 3, 5 and so on, to be put on the wire
 * in this order. After the last one it starts again with ids that are free:
 * agents look at an id's oddness only, and a connection over a serial port
 * cannot be replaced by a fresh one.
 */
export class StreamIds {
  #next: number;
  #wrapped = false;

  /** @param first - the first id to give out; odd. Default: 1 */
  constructor(first = 1) {
    this.#next = first;
  }

  /** The next id that is not in `taken`, which holds far fewer ids than there are. */
  take(taken: ReadonlyMap<number, unknown>): number {
    while (taken.has(this.#next)) this.#advance();
    const id = this.#next;
    this.#advance();
    return id;
  }

  /** Whether this id has been given out, now or ever. */
  wasTaken(id: number): boolean {
    return id % 2 === 1 && (this.#wrapped || id < this.#next);
  }

  #advance(): void {
    this.#wrapped ||= this.#next === maxStreamId;
    this.#next = this.#next === maxStreamId ? 1 : this.#next + 2;
  }
}
