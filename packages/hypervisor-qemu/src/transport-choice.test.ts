// SPDX-License-Identifier: Apache-2.0

import type { VsockHost } from '@virtcontainers/core';
import { expect, test } from 'vitest';
import { chooseTransport } from './transport-choice.js';

const host = (available: boolean): VsockHost => ({
  available: () => Promise.resolve(available),
  reserve: () => Promise.reject(new Error('not asked for')),
  connect: () => Promise.reject(new Error('not asked for')),
});

test.each([
  ['auto', undefined, 'virtio-serial'],
  ['auto', host(false), 'virtio-serial'],
  ['auto', host(true), 'vsock'],
  ['vsock', host(true), 'vsock'],
  ['virtio-serial', host(true), 'virtio-serial'],
] as const)('%s with %o is %s', async (wanted, vsock, chosen) => {
  expect(await chooseTransport(wanted, vsock)).toBe(chosen);
});

test('an explicit vsock stays explicit', async () => {
  await expect(chooseTransport('vsock', host(false))).rejects.toMatchObject({ code: 'UNSUPPORTED' });
});
