// SPDX-License-Identifier: Apache-2.0

import type { TransportChoice, VsockHost } from '@virtcontainers/core';
import { HypervisorError } from './hypervisor-error.js';

/**
 * Chooses the way to the agent. `auto` takes vsock where the host can give the
 * guest one, because it carries many connections; else virtio-serial.
 *
 * @throws HypervisorError UNSUPPORTED when `vsock` is asked for and the host has none
 */
export async function chooseTransport(
  wanted: TransportChoice,
  vsock: VsockHost | undefined,
): Promise<'vsock' | 'virtio-serial'> {
  if (wanted === 'virtio-serial') return wanted;
  if (vsock !== undefined && (await vsock.available())) return 'vsock';
  if (wanted === 'auto') return 'virtio-serial';
  throw new HypervisorError('UNSUPPORTED', 'this host has no vhost-vsock', {
    details: {
      path: 'agentConfig.transport',
      remedy: 'load the kernel module vhost_vsock, or choose auto or virtio-serial',
    },
  });
}
