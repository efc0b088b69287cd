// SPDX-License-Identifier: Apache-2.0

import { PassThrough } from 'node:stream';
import { deferred, VirtcontainersError, type VsockHost } from '@virtcontainers/core';
import { expect, test } from 'vitest';
import { defaultDialTimeoutMs, VsockTransport } from './vsock-transport.js';

const never = new Promise<never>(() => undefined);

/** A host whose guest refuses so many connections before it listens. */
function hostRefusing(times: number): { readonly host: VsockHost; readonly dialed: [number, number][] } {
  const dialed: [number, number][] = [];
  const host: VsockHost = {
    available: () => Promise.resolve(true),
    reserve: () => Promise.reject(new Error('not asked for')),
    connect: (cid, port) => {
      dialed.push([cid, port]);
      if (dialed.length > times) return Promise.resolve(new PassThrough());
      return Promise.reject(new VirtcontainersError('UNAVAILABLE', 'refused'));
    },
  };
  return { host, dialed };
}

test('waits for the guest to listen', async () => {
  const { host, dialed } = hostRefusing(2);
  await new VsockTransport(host, 42, never).dial();
  expect(dialed).toEqual([
    [42, 1024],
    [42, 1024],
    [42, 1024],
  ]);
});

test('gives up when the machine is gone, the time is up or the caller aborts', async () => {
  const { host } = hostRefusing(Infinity);
  const gone = deferred();
  const dialing = new VsockTransport(host, 42, gone.promise).dial();
  gone.resolve();
  await expect(dialing).rejects.toMatchObject({ code: 'UNAVAILABLE', message: 'the machine is gone' });
  const transport = new VsockTransport(host, 42, never);
  await expect(transport.dial({ timeoutMs: 1 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  await expect(transport.dial({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
});

test('an error that is no refusal is not tried again', async () => {
  const host: VsockHost = {
    ...hostRefusing(0).host,
    connect: () => Promise.reject(new VirtcontainersError('PERMISSION_DENIED', 'no')),
  };
  await expect(new VsockTransport(host, 42, never).dial()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});

test('an attempt may take as long as the whole: a guest that is still booting does not even refuse', async () => {
  const limits: (number | undefined)[] = [];
  const host: VsockHost = {
    ...hostRefusing(0).host,
    connect: (_cid, _port, options) => {
      limits.push(options?.timeoutMs);
      return Promise.resolve(new PassThrough());
    },
  };
  const transport = new VsockTransport(host, 42, never);
  await transport.dial({ timeoutMs: 180_000 });
  await transport.dial();
  expect(limits).toEqual([180_000, defaultDialTimeoutMs]);
});
