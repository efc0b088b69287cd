// SPDX-License-Identifier: Apache-2.0

import { deferred, orAborted, VirtcontainersError } from '@virtcontainers/core';

/** How many bytes a pipe holds by default: as many as Linux's. */
export const pipeCapacityBytes = 65_536;

/** A pipe: bytes in order, held up to a limit, beyond which writers wait. */
export class FakePipe {
  readonly #capacityBytes: number;
  #held = Buffer.alloc(0);
  #closed = false;
  #changed = deferred();

  constructor(capacityBytes = pipeCapacityBytes) {
    this.#capacityBytes = capacityBytes;
  }

  /** Waits until there is room, and takes as much as fits: at least one byte. Resolves with how much. */
  async write(data: Uint8Array, signal: AbortSignal): Promise<number> {
    await this.#until(() => this.#closed || this.#held.length < this.#capacityBytes, signal);
    if (this.#closed) throw new VirtcontainersError('INVALID_STATE', 'the pipe is closed');
    const taken = data.subarray(0, this.#capacityBytes - this.#held.length);
    this.#held = Buffer.concat([this.#held, taken]);
    this.#tell();
    return taken.length;
  }

  /** Writes all, waiting for room as often as needed. */
  async writeAll(data: Uint8Array, signal: AbortSignal): Promise<void> {
    for (let rest = data; rest.length > 0;) {
      rest = rest.subarray(await this.write(rest, signal));
    }
  }

  /** Waits for bytes, and takes up to `maxBytes`; none at the end of the stream. */
  async read(maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
    await this.#until(() => this.#closed || this.#held.length > 0, signal);
    const taken = this.#held.subarray(0, maxBytes);
    this.#held = this.#held.subarray(taken.length);
    this.#tell();
    return new Uint8Array(taken);
  }

  /** Ends the stream: what is held can still be read. Repeatable. */
  close(): void {
    this.#closed = true;
    this.#tell();
  }

  async #until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (!isSo()) await orAborted(this.#changed.promise, signal);
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = deferred();
  }
}
