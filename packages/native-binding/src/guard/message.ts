// SPDX-License-Identifier: Apache-2.0

import { netstring, readNetstring } from './netstring.js';

/** Largest body of a message in either direction, in bytes; the guard has the same limit. */
export const maxMessageBytes = 16_384;

/** Writes a message of the control protocol. */
export function encodeMessage(fields: readonly string[]): Buffer {
  return netstring(Buffer.concat(fields.map((field) => netstring(field))));
}

/** Cuts the guard's bytes into messages. */
export class MessageReader {
  #buffer = Buffer.alloc(0);

  /**
   * Takes bytes in and gives the messages that are whole by now.
   *
   * @throws RangeError or SyntaxError when the bytes are no messages
   */
  push(bytes: Uint8Array): string[][] {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    const messages: string[][] = [];
    for (;;) {
      const frame = readNetstring(this.#buffer, maxMessageBytes);
      if (frame === undefined) return messages;
      messages.push(splitFields(frame.payload));
      this.#buffer = this.#buffer.subarray(frame.wireBytes);
    }
  }
}

function splitFields(body: Buffer): string[] {
  const fields: string[] = [];
  let rest = body;
  while (rest.length > 0) {
    const field = readNetstring(rest, maxMessageBytes);
    if (field === undefined) throw new SyntaxError('a message that ends within a field');
    fields.push(field.payload.toString());
    rest = rest.subarray(field.wireBytes);
  }
  return fields;
}
