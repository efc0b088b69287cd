// SPDX-License-Identifier: Apache-2.0

import type { Readable } from 'node:stream';

/**
 * Reads a stream for as long as it lives and hands its bytes on, so that who
 * writes it is never held up by us. Resolves when the stream is over; a stream
 * that breaks is over too, as those of a killed program do.
 */
export function drain(stream: Readable, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve) => {
    stream.on('data', take);
    stream.once('end', resolve);
    stream.once('error', () => {
      resolve();
    });
    stream.once('close', resolve);
  });
}
