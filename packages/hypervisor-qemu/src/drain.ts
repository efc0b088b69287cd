// SPDX-License-Identifier: Apache-2.0

import { finished, type Readable } from 'node:stream';

/**
 * Reads a stream for as long as it lives and hands its bytes on, so that who
 * writes it is never held up by us. Resolves when the stream is over, be it
 * over already; one that breaks is over too, as those of a killed program do.
 */
export function drain(stream: Readable, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve) => {
    finished(stream, { writable: false }, () => {
      resolve();
    });
    stream.on('data', take);
  });
}
