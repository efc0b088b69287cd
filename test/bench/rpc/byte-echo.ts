// SPDX-License-Identifier: Apache-2.0
import type { Socket } from 'node:net';

/** Bytes of a frame of the measured call, there and back about the same: the least a round trip can move. */
const frameBytes = 64;

/**
 * Makes a round trip of one frame's worth of bytes over an echoing peer, with nothing of a protocol. Round trips may
 * run side by side: the peer answers in order.
 */
export function byteEcho(socket: Socket): () => Promise<void> {
  const frame = Buffer.alloc(frameBytes, 1);
  const waiting: (() => void)[] = [];
  let receivedBytes = 0;
  socket.on('data', (chunk: Buffer) => {
    receivedBytes += chunk.length;
    for (; receivedBytes >= frameBytes; receivedBytes -= frameBytes) waiting.shift()?.();
  });
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      socket.write(frame);
    });
}
