// SPDX-License-Identifier: Apache-2.0

import type { Writable } from 'node:stream';

/** Writes to a stream so that everything written in one turn of the event loop goes out in one system call. */
export class CorkedWriter {
  readonly #stream: Writable;
  #corked = false;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  /** Whether to wait for the stream's `drain` before writing more. */
  get full(): boolean {
    return this.#stream.writableNeedDrain;
  }

  /** Writes now or at the end of this turn. */
  write(chunk: Buffer): void {
    if (!this.#corked) {
      this.#corked = true;
      this.#stream.cork();
      // Runs when the promise reactions under way are done, so that calls made in them go along.
      process.nextTick(this.#uncork);
    }
    this.#stream.write(chunk);
  }

  readonly #uncork = (): void => {
    this.#corked = false;
    this.#stream.uncork();
  };
}
