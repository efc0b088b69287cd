// SPDX-License-Identifier: Apache-2.0

import { StringDecoder } from 'node:string_decoder';

/** Keeps the last bytes of an endless stream in a fixed amount of memory. */
export class BoundedTail {
  readonly #ring: Buffer;
  #next = 0;
  #full = false;

  /** @param limitBytes - how much is kept. Default: 64 KiB. */
  constructor(limitBytes = 64 * 1024) {
    this.#ring = Buffer.alloc(limitBytes);
  }

  /** Takes bytes in, and drops the oldest ones for them. */
  push(chunk: Uint8Array): void {
    const size = this.#ring.length;
    const kept = chunk.length > size ? chunk.subarray(chunk.length - size) : chunk;
    const first = Math.min(kept.length, size - this.#next);
    this.#ring.set(kept.subarray(0, first), this.#next);
    this.#ring.set(kept.subarray(first), 0);
    if (this.#next + kept.length >= size || chunk.length > size) this.#full = true;
    this.#next = (this.#next + kept.length) % size;
  }

  /** The bytes kept, as text. Where older ones were dropped it starts at a line's start, if there is one. */
  text(): string {
    if (!this.#full) return decode(this.#ring.subarray(0, this.#next));
    const bytes = Buffer.concat([this.#ring.subarray(this.#next), this.#ring.subarray(0, this.#next)]);
    return decode(bytes.subarray(bytes.indexOf(0x0a) + 1));
  }
}

/** Decodes UTF-8; a character that is not complete yet is left out. */
function decode(bytes: Buffer): string {
  return new StringDecoder('utf8').write(bytes);
}
