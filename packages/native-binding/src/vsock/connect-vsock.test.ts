// SPDX-License-Identifier: Apache-2.0

import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { connectVsock } from './connect-vsock.js';

/** A port on which nobody listens. */
const port = 0xfffffff0;
/** The host, as a guest sees it: it refuses, or there is none. */
const hostCid = 2;
/** A guest, of which there is none. */
const guestCid = 0x7ffffff0;

const openFds = async (): Promise<number> => (await readdir('/proc/self/fd')).length;

describe('connectVsock', () => {
  it('says that nobody accepts the connection', async () => {
    await expect(connectVsock(hostCid, port)).rejects.toMatchObject({
      name: 'NativeError',
      code: 'UNAVAILABLE',
      errno: expect.stringMatching(/^(ECONNRESET|ENODEV|EHOSTUNREACH)$/) as unknown,
      syscall: 'connect',
    });
  });

  it('can be cut short, and leaves no socket', async () => {
    const before = await openFds();
    const controller = new AbortController();
    const connections = Array.from({ length: 10 }, () => connectVsock(guestCid, port, { signal: controller.signal }));
    const outcomes = Promise.allSettled(connections);
    controller.abort(new Error('enough'));
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { code: 'CANCELLED', cause: { message: 'enough' } },
      });
    }
    expect(await openFds()).toBe(before);
  });

  it.each([
    ['cid', -1, 1024],
    ['cid', 2 ** 32, 1024],
    ['port', 3, 1.5],
    ['port', 3, Number.NaN],
  ])('refuses a bad %s', async (path, cid, badPort) => {
    await expect(connectVsock(cid, badPort)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', details: { path } });
  });
});
