// SPDX-License-Identifier: Apache-2.0
//
// The whole vsock path on a machine whose kernel has a vsock loopback or a peer
// with `vsock-echo`, such as the nested host: bytes come back as they went
// through back-pressure in both directions, halves end one at a time, and a port
// without a listener refuses.
//
//   node vsock-round-trip.js ECHO_PROGRAM [SIZE_MIB]

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { connectVsock } from '../dist/index.js';

const loopbackCid = 1;
const port = 5_000;
const limits = { timeoutMs: 60_000 };

const [echoProgram, sizeMib = '64'] = process.argv.slice(2);

/** Random bytes in chunks of odd sizes, so that no boundary is met twice. */
function* chunks(hash) {
  let left = Number(sizeMib) * 2 ** 20;
  for (let size = 1; left > 0; size = (size * 3 + 1) % 200_001) {
    const chunk = randomBytes(Math.min(size + 1, left));
    left -= chunk.length;
    hash.update(chunk);
    yield chunk;
  }
}

async function roundTrip() {
  const stream = await connectVsock(loopbackCid, port, limits);
  const sent = createHash('sha256');
  const received = createHash('sha256');
  await Promise.all([pipeline(Readable.from(chunks(sent)), stream, { end: true }), pipeline(stream, received)]);
  assert.equal(received.digest('hex'), sent.digest('hex'));
}

async function refusal() {
  await assert.rejects(connectVsock(loopbackCid, port + 1, limits), { code: 'UNAVAILABLE', errno: 'ECONNRESET' });
}

const echo = spawn(echoProgram, [String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  await once(echo.stdout, 'data');
  await roundTrip();
  await roundTrip();
  await refusal();
  console.log(`ok: ${sizeMib} MiB twice there and back`);
} finally {
  echo.kill();
}
