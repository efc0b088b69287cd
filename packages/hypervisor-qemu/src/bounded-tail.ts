// SPDX-License-Identifier: Apache-2.0

import { StringDecoder } from 'node:string_decoder';

/** Keeps the last bytes of an endless stream in a fixed amount of memory. */
export class BoundedTail {
  readonly #ring: Buffer;
  /** Bytes taken in so far: its remainder by the ring's size is where the next one goes. */
  #taken = 0;

  /** @param limitBytes - how much is kept. Default: 64 KiB. */
  constructor(limitBytes = 64 * 1024) {
    this.#ring = Buffer.alloc(limitBytes);
  }

  /** Takes bytes in, and drops the oldest ones for them. */
  push(chunk: Uint8Array): void {
    const size = this.#ring.length;
    const skipped = Math.max(0, chunk.length - size);
    const next = (this.#taken + skipped) % size;
    const kept = chunk.subarray(skipped);
    const first = Math.min(kept.length, size - next);
    this.#ring.set(kept.subarray(0, first), next);
    this.#ring.set(kept.subarray(first), 0);
    this.#taken += chunk.length;
  }

  /** The bytes kept, as text. Where older ones were dropped it starts at a line's start, if there is one. */
  text(): string {
    if (this.#taken <= this.#ring.length) return decode(this.#ring.subarray(0, this.#taken));
    const next = this.#taken % this.#ring.length;
    const bytes = Buffer.concat([this.#ring.subarray(next), this.#ring.subarray(0, next)]);
    return decode(bytes.subarray(bytes.indexOf(0x0a) + 1));
  }
}

/** Decodes UTF-8; a character that is not complete yet is left out. */
function decode(bytes: Buffer): string {
  return new StringDecoder('utf8').write(bytes);
}
