// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Two ends of a real unix socket. Disposing destroys both and waits until they are closed. */
export interface SocketPair extends AsyncDisposable {
  /** The calling side's end. */
  readonly host: Socket;
  /** The agent's end. */
  readonly guest: Socket;
}

/** Makes a pair over a socket in a temporary directory, which is gone when this resolves. */
export async function socketPair(): Promise<SocketPair> {
  const dir = await mkdtemp(join(tmpdir(), 'vc-socket-'));
  const server = createServer({ allowHalfOpen: true });
  server.listen(join(dir, 's'));
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const host = connect(join(dir, 's'));
  const [guest] = await accepted;
  server.close();
  await rm(dir, { recursive: true });
  // A test that cuts the connection makes errors on both ends; each test asserts on those it expects.
  for (const socket of [host, guest]) socket.on('error', () => undefined);
  return {
    host,
    guest,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([destroyed(host), destroyed(guest)]);
    },
  };
}

async function destroyed(socket: Socket): Promise<void> {
  if (socket.closed) return;
  const closed = once(socket, 'close');
  socket.destroy();
  await closed;
}

/** Reads exactly this many bytes from a socket that nobody else reads. */
export async function readBytes(socket: Socket, count: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let missing = count; missing > 0;) {
    const piece = socket.read() as Buffer | null;
    if (piece === null) {
      if (socket.readableEnded) throw new Error(`the stream ended ${missing} bytes early`);
      await once(socket, 'readable');
      continue;
    }
    if (piece.length > missing) socket.unshift(piece.subarray(missing));
    pieces.push(piece.subarray(0, missing));
    missing -= Math.min(missing, piece.length);
  }
  return Buffer.concat(pieces);
}

/** Bytes from hexadecimal digits; blanks are for reading only. */
export function hex(digits: string): Buffer {
  return Buffer.from(digits.replaceAll(/\s/g, ''), 'hex');
}
