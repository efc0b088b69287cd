// SPDX-License-Identifier: Apache-2.0
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { connectVsock } from '@virtcontainers/native-binding';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { root } from '../../structure/repository.js';

const loopbackCid = 1;
const port = 5_000;
const unusedPort = 5_001;
const sizeBytes = 4 * 2 ** 20;

let echo: ChildProcess;

beforeAll(async () => {
  const program = join(root, 'native/build/bin/vsock-echo');
  echo = spawn(program, [String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(echo.stdout!, 'data');
});

afterAll(async () => {
  const ended = once(echo, 'exit');
  echo.kill();
  await ended;
});

/** Random bytes in chunks of odd sizes, so that no boundary is met twice. */
function* randomChunks(hash: Hash): Generator<Buffer> {
  let left = sizeBytes;
  for (let size = 1; left > 0; size = (size * 3 + 1) % 200_001) {
    const chunk = randomBytes(Math.min(size, left));
    left -= chunk.length;
    hash.update(chunk);
    yield chunk;
  }
}

it('carries bytes both ways as they went, through back-pressure in both directions', async () => {
  const stream = await connectVsock(loopbackCid, port);
  const sent = createHash('sha256');
  const received = createHash('sha256');
  await Promise.all([pipeline(Readable.from(randomChunks(sent)), stream, { end: true }), pipeline(stream, received)]);
  expect(received.digest('hex')).toBe(sent.digest('hex'));
});

it('ends one half at a time', async () => {
  const stream = await connectVsock(loopbackCid, port);
  const closed = once(stream, 'close');
  const bytes = randomBytes(100_000);
  stream.end(bytes);
  await once(stream, 'finish');
  expect(stream.readableEnded).toBe(false);
  // All of it comes after we have ended our half, and then the peer ends its own.
  expect(Buffer.concat(await stream.toArray()).equals(bytes)).toBe(true);
  await closed;
});

it('closes a connection that is destroyed, which the peer sees', async () => {
  const abandoned = await connectVsock(loopbackCid, port);
  abandoned.destroy();
  await once(abandoned, 'close');
  // The peer serves one connection after the other: it has seen the first one's end if it answers on the second.
  const next = await connectVsock(loopbackCid, port);
  next.end('x');
  expect(String(Buffer.concat(await next.toArray()))).toBe('x');
});

it('says that a port without a listener refuses', async () => {
  await expect(connectVsock(loopbackCid, unusedPort)).rejects.toMatchObject({
    name: 'NativeError',
    code: 'UNAVAILABLE',
    errno: 'ECONNRESET',
    syscall: 'connect',
  });
});
