// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { sandboxRequest } from './sandbox-request.js';

const shm = {
  driver: 'ephemeral',
  source: 'shm',
  fstype: 'tmpfs',
  options: ['noexec', 'nosuid', 'nodev', 'mode=1777', 'size=67108864'],
  mountPoint: '/run/kata-containers/sandbox/shm',
};

describe('sandboxRequest', () => {
  it.each([
    ['9p', '9p', ['trans=virtio,version=9p2000.L,cache=mmap', 'nodev', 'msize=524288']],
    ['virtio-fs', 'virtiofs', []],
  ] as const)('mounts a %s share first, then the shared memory', (driver, fstype, mountOptions) => {
    const share = { driver, tag: 'kataShared', mountOptions };
    expect(sandboxRequest({ sandboxId: 's', hostname: 'h', dns: ['nameserver 192.0.2.1'], share })).toEqual({
      sandboxId: 's',
      hostname: 'h',
      dns: ['nameserver 192.0.2.1'],
      storages: [
        {
          driver,
          source: 'kataShared',
          fstype,
          options: mountOptions,
          mountPoint: '/run/kata-containers/shared/containers/',
        },
        shm,
      ],
    });
  });

  it('mounts no share where the machine has none, and cuts a host name to what Linux takes', () => {
    const request = sandboxRequest({ sandboxId: 's', hostname: 'x'.repeat(70), dns: [] });
    expect(request.storages).toEqual([shm]);
    expect(request.hostname).toBe('x'.repeat(64));
  });
});
