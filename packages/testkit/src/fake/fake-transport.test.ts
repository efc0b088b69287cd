// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import { VirtcontainersError, type TransportKind } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { describeTransport } from '../suite/describe-transport.js';
import { refusal } from '../suite/refusal.js';
import { FakeTransport } from './fake-transport.js';

function fixture(kind: TransportKind) {
  const transport = new FakeTransport(kind);
  let next = 0;
  return Promise.resolve({
    transport,
    peer: () => Promise.resolve(transport.peers[next++]!),
    closePeer: () => {
      transport.close();
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}

describeTransport('FakeTransport of kind vsock', () => fixture('vsock'));
describeTransport('FakeTransport of kind virtio-serial', () => fixture('virtio-serial'));

describe('FakeTransport', () => {
  it('fails a dial when a test says so, and then goes on', async () => {
    const transport = new FakeTransport();
    transport.faults.fail('dial', new VirtcontainersError('UNAVAILABLE', 'refused'));
    await refusal(transport.dial(), 'UNAVAILABLE');
    const stream = await transport.dial();
    stream.write('hello');
    expect(String((await once(transport.peers[0]!, 'data'))[0])).toBe('hello');
  });
});
