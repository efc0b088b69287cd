// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { LinuxVsockHost } from './linux-vsock-host.js';

describe('a host without the device', () => {
  const host = new LinuxVsockHost({ devicePath: '/no/such/vhost-vsock' });

  it('has no vsock for guests', async () => {
    expect(await host.available()).toBe(false);
  });

  it('says so, and what to do, when a context id is asked for', async () => {
    await expect(host.reserve()).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      errno: 'ENOENT',
      message: 'this host has no /no/such/vhost-vsock',
      details: { remedy: expect.stringContaining('vhost_vsock') as unknown },
    });
  });
});

it('a device that is no vhost-vsock keeps its own error', async () => {
  const host = new LinuxVsockHost({ devicePath: '/dev/null' });
  await expect(host.reserve()).rejects.toMatchObject({ code: 'INTERNAL', errno: 'ENOTTY', syscall: 'ioctl' });
});
