// SPDX-License-Identifier: Apache-2.0

import { networkConfigSchema, VirtcontainersError } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { describeNetwork } from '../suite/describe-network.js';
import { refusal } from '../suite/refusal.js';
import { FakeNetwork } from './fake-network.js';

const endpoint = { name: 'eth0', hardwareAddress: '02:00:00:00:00:01', mtuBytes: 1500, tapFds: [] };

describeNetwork('FakeNetwork', () => {
  const network = new FakeNetwork([endpoint]);
  return Promise.resolve({
    network,
    leftovers: () => Promise.resolve(network.prepared),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});

describe('FakeNetwork', () => {
  it('fails where a test says so', async () => {
    const network = new FakeNetwork();
    const config = networkConfigSchema.parse({ netNSPath: '/run/netns/x' });
    network.faults.fail('prepare', new VirtcontainersError('RESOURCE_EXHAUSTED', 'no taps'));
    await refusal(network.prepare('s', config), 'RESOURCE_EXHAUSTED');
    expect(network.prepared).toEqual([]);
    const prepared = await network.prepare('s', config);
    expect(prepared.namespacePath).toBe('/run/netns/x');
    network.faults.fail('cleanup', new VirtcontainersError('INTERNAL', 'busy'));
    await refusal(Promise.resolve(prepared[Symbol.asyncDispose]()), 'INTERNAL');
  });
});
