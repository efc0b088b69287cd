// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { AgentError } from '../agent-error.js';
import { SeededRandom } from '../seeded-random.fixture.js';
import { socketPair } from '../socket-pair.fixture.js';
import { TtrpcConnection } from './connection.js';
import { headerBytes, writeFrameHeader } from './frame.js';

/** A frame with a plausible header around random bytes: what only a peer that means harm sends. */
function hostileFrame(random: SeededRandom): Buffer {
  const body = random.bytes(random.below(60));
  const header = Buffer.alloc(headerBytes);
  const lie = random.below(8) === 0 ? random.below(64) : 0;
  writeFrameHeader(header, {
    bodyBytes: body.length + lie,
    streamId: random.below(24),
    type: random.below(5),
    flags: random.below(8),
  });
  return Buffer.concat([header, body]);
}

async function settleAll(
  seed: number,
  bytes: (random: SeededRandom) => Buffer,
): Promise<PromiseSettledResult<unknown>[]> {
  const random = new SeededRandom(seed);
  await using pair = await socketPair();
  await using connection = new TtrpcConnection(pair.host);
  const call = { service: 'grpc.Health', method: 'Check', payload: new Uint8Array(0) };
  const calls = Promise.allSettled(Array.from({ length: 10 }, () => connection.call(call)));
  for (let count = 0; count < 40; count++) pair.guest.write(bytes(random));
  pair.guest.end();
  const results = await calls;
  expect(connection.pendingCalls).toBe(0);
  expect(await connection.closed).toBeInstanceOf(AgentError);
  return results;
}

const seeds = Array.from({ length: 60 }, (_, index) => index);

describe('TtrpcConnection and a peer that sends anything', () => {
  it.each([
    ['hostile frames', hostileFrame],
    ['random bytes', (random: SeededRandom) => random.bytes(random.below(100))],
  ])('settles every call, with an error of ours or an answer: %s', async (_, bytes) => {
    for (const seed of seeds) {
      for (const result of await settleAll(seed, bytes)) {
        if (result.status === 'fulfilled') expect(result.value).toBeInstanceOf(Uint8Array);
        else expect(result.reason).toBeInstanceOf(AgentError);
      }
    }
  });
});
