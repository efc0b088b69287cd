// SPDX-License-Identifier: Apache-2.0

import { StringDecoder } from 'node:string_decoder';
import type { Logger } from '@virtcontainers/core';

/** Longer lines are logged in parts, so that a guest without line ends cannot fill our memory. */
const maxLineLength = 4096;

/** Logs what the guest writes to its console, line by line. */
export class ConsoleLog {
  readonly #logger: Logger;
  readonly #decoder = new StringDecoder('utf8');
  #held = '';

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Takes bytes in and logs the lines that they complete, at `info`. */
  push(chunk: Buffer): void {
    const lines = (this.#held + this.#decoder.write(chunk)).split(/\r?\n/u);
    this.#held = lines.pop() ?? '';
    for (const line of lines) this.#write(line);
    if (this.#held.length > maxLineLength) {
      this.#write(this.#held);
      this.#held = '';
    }
  }

  #write(line: string): void {
    if (line !== '') this.#logger.info({ console: line }, 'guest console');
  }
}
