// SPDX-License-Identifier: Apache-2.0
import { readdir } from 'node:fs/promises';

import { connectVsock, LinuxVsockHost } from '@virtcontainers/native-binding';
import { expect, it } from 'vitest';

const host = new LinuxVsockHost();
const port = 1024;

const openFds = async (): Promise<number> => (await readdir('/proc/self/fd')).length;

it('finds that guests can have vsock', async () => {
  expect(await host.available()).toBe(true);
});

it('gives every guest a context id of its own', async () => {
  using first = await host.reserve();
  using second = await host.reserve();
  expect(first.cid).toBeGreaterThan(2);
  expect(second.cid).not.toBe(first.cid);
  expect(second.vhostFd).not.toBe(first.vhostFd);
});

it('neither accepts nor refuses for a guest that has no driver yet: the caller ends the attempt', async () => {
  using reservation = await host.reserve();
  const before = await openFds();
  await expect(connectVsock(reservation.cid, port, { timeoutMs: 1 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  const controller = new AbortController();
  const attempt = connectVsock(reservation.cid, port, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(attempt).rejects.toMatchObject({ code: 'CANCELLED', cause: { message: 'enough' } });
  expect(await openFds()).toBe(before);
});

it('gives a context id back when its reservation is disposed of', async () => {
  const reservation = await host.reserve();
  const { cid } = reservation;
  reservation[Symbol.dispose]();
  expect(reservation.vhostFd).toBe(-1);
  // The kernel knows of no guest with that id any more.
  await expect(host.connect(cid, port)).rejects.toMatchObject({ code: 'UNAVAILABLE', errno: 'ENODEV' });
});
