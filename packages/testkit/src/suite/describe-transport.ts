// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Transport } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { refusal } from './refusal.js';

/** A transport under test, and what stands at its far end. */
export interface TransportFixture extends AsyncDisposable {
  readonly transport: Transport;
  /** Resolves with the far end of the next connection that is dialled. */
  peer(): Promise<Duplex>;
  /** Takes the far end away, so that later dials fail. */
  closePeer(): Promise<void>;
}

async function readAll(stream: Duplex): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** What every {@link Transport} promises. */
export function describeTransport(name: string, makeFixture: () => Promise<TransportFixture>): void {
  describe(`${name} as a transport`, () => {
    it('carries bytes both ways', async () => {
      await using fixture = await makeFixture();
      const near = await fixture.transport.dial();
      const far = await fixture.peer();
      near.write('to the agent');
      expect(String((await once(far, 'data'))[0])).toBe('to the agent');
      far.write('to the host');
      expect(String((await once(near, 'data'))[0])).toBe('to the host');
      near.destroy();
    });

    it('keeps every byte of a large transfer, in order', async () => {
      await using fixture = await makeFixture();
      const near = await fixture.transport.dial();
      const far = await fixture.peer();
      const sent = Buffer.from(Uint8Array.from({ length: 1_000_000 }, (_, index) => (index * 31) % 251));
      const received = readAll(near);
      far.end(sent);
      expect((await received).equals(sent)).toBe(true);
      near.destroy();
    });

    it('ends the stream when the far end goes away', async () => {
      await using fixture = await makeFixture();
      const near = await fixture.transport.dial();
      near.on('error', () => undefined);
      await fixture.peer();
      const closed = new Promise((resolve) => near.once('close', resolve));
      near.resume();
      await fixture.closePeer();
      near.end();
      await closed;
      expect(near.destroyed).toBe(true);
    });

    it('refuses with UNAVAILABLE when the far end is gone', async () => {
      await using fixture = await makeFixture();
      await fixture.closePeer();
      await refusal(fixture.transport.dial(), 'UNAVAILABLE');
    });

    it('refuses with CANCELLED when the caller has given up already, and gives the reason', async () => {
      await using fixture = await makeFixture();
      const error = await refusal(fixture.transport.dial({ signal: AbortSignal.abort('not now') }), 'CANCELLED');
      expect(error.cause).toBe('not now');
    });

    it('gives each dial a stream of its own exactly where it says so', async () => {
      await using fixture = await makeFixture();
      const { transport } = fixture;
      const first = await transport.dial();
      if (!transport.multipleConnections) {
        await refusal(transport.dial(), 'UNAVAILABLE');
        first.destroy();
        return;
      }
      const firstPeer = await fixture.peer();
      const second = await transport.dial();
      const secondPeer = await fixture.peer();
      second.write('second');
      expect(String((await once(secondPeer, 'data'))[0])).toBe('second');
      first.write('first');
      expect(String((await once(firstPeer, 'data'))[0])).toBe('first');
      for (const stream of [first, second]) stream.destroy();
    });
  });
}
