// SPDX-License-Identifier: Apache-2.0

import type { Duplex } from 'node:stream';
import { KataAgent, maxBodyBytes } from '@virtcontainers/agent-kata';
import { refusal } from '@virtcontainers/testkit';
import { describe, expect, it } from 'vitest';
import type { CreateOptions } from '../call-options.js';
import { FakeWorld } from '../testing/fake-world.js';
import { createSandbox } from './create-sandbox.js';
import { listSandbox } from './list-sandbox.js';

/** A response frame's header: length of the body, stream, type, flags. */
function header(bodyBytes: number): Buffer {
  const bytes = Buffer.alloc(10);
  bytes.writeUInt32BE(bodyBytes, 0);
  bytes.writeUInt32BE(1, 4);
  bytes.writeUInt8(2, 8);
  return bytes;
}

/** The world's options, but with a guest at the other end of the stream that does this once it is asked something. */
function withGuest(world: FakeWorld, act: (guest: Duplex) => void): CreateOptions {
  const { backends, ...options } = world.options;
  if (backends === undefined) throw new Error('the fake world has backends');
  const connectAgent: typeof backends.connectAgent = async (transport, _config, wait) => {
    const agent = await KataAgent.connect(transport, wait);
    for (const guest of world.machine.transport.peers) {
      guest.once('data', () => {
        act(guest);
      });
    }
    return agent;
  };
  return { ...options, backends: { ...backends, connectAgent } };
}

describe('a guest that breaks the agent protocol while it boots', () => {
  const cases: [string, string, (guest: Duplex) => void][] = [
    [
      'cuts the stream in the middle of a frame',
      'PROTOCOL',
      (guest) => {
        guest.end(Buffer.concat([header(100), Buffer.alloc(50)]));
      },
    ],
    [
      'announces a frame that is longer than the limit',
      'PROTOCOL',
      (guest) => {
        guest.write(header(maxBodyBytes + 1));
      },
    ],
    [
      'ends the stream between frames',
      'UNAVAILABLE',
      (guest) => {
        guest.end();
      },
    ],
  ];

  it.each(cases)('%s', async (_name, code, act) => {
    await using world = await FakeWorld.make();
    const call = createSandbox(world.config(), withGuest(world, act));
    const error = await refusal(call, code as 'PROTOCOL');
    expect(error).toMatchObject({ phase: 'boot', report: { agent: 'connected' } });
    expect(await listSandbox(world.options)).toEqual([]);
    expect(await world.leftovers()).toEqual([]);
  });

  it('never answers', async () => {
    await using world = await FakeWorld.make();
    const options = { ...withGuest(world, () => undefined), timeoutMs: 50 };
    const error = await refusal(createSandbox(world.config(), options), 'TIMEOUT');
    expect(error).toMatchObject({ phase: 'boot', report: { agent: 'connected' } });
    expect(await world.leftovers()).toEqual([]);
  });
});
