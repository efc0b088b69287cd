// SPDX-License-Identifier: Apache-2.0

import { HypervisorError } from '../hypervisor-error.js';

const newline = 0x0a;

/**
 * Cuts a byte stream into lines, however its bytes arrive, and holds no more
 * than one line of `maxLineBytes`.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  #parts: Buffer[] = [];
  #heldBytes = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** The lines that `chunk` completes, without their line ends. PROTOCOL: a line is too long. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#hold(chunk.subarray(start, end));
      lines.push(this.#take());
      start = end + 1;
    }
    this.#hold(chunk.subarray(start));
    return lines;
  }

  #hold(part: Buffer): void {
    if (part.length === 0) return;
    this.#heldBytes += part.length;
    if (this.#heldBytes > this.#maxLineBytes) {
      throw new HypervisorError('PROTOCOL', `a line of qemu's monitor is longer than ${this.#maxLineBytes} bytes`);
    }
    // A small part must not keep the whole chunk that it came in alive.
    this.#parts.push(Buffer.from(part));
  }

  #take(): string {
    const line = Buffer.concat(this.#parts).toString('utf8');
    this.#parts = [];
    this.#heldBytes = 0;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
}
