// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { kataAgentConfigSchema, transportChoice } from './agent-config.js';

describe('transportChoice', () => {
  it.each([
    [{}, 'auto'],
    [{ transport: 'virtio-serial' }, 'virtio-serial'],
    [{ useVSock: true }, 'vsock'],
    [{ useVSock: true, transport: 'vsock' }, 'vsock'],
    [{ useVSock: false }, 'virtio-serial'],
  ] as const)('%j asks for %s', (input, choice) => {
    expect(transportChoice(kataAgentConfigSchema.parse(input))).toBe(choice);
  });

  it.each([
    { useVSock: true, transport: 'virtio-serial' },
    { useVSock: false, transport: 'vsock' },
  ])('%j contradicts itself', (input) => {
    expect(kataAgentConfigSchema.safeParse(input).error?.issues.map(({ path }) => path)).toEqual([['useVSock']]);
  });
});
