// SPDX-License-Identifier: Apache-2.0

import type { VirtioBus } from '../machine.js';
import { renderOption } from '../option-value.js';
import { virtioDriver } from './virtio-driver.js';

/** A vsock device whose host side is in the kernel. */
export interface VhostVsock {
  readonly kind: 'vhost-vsock';
  readonly guestCid: number;
  /** QEMU's descriptor of the vhost device that holds the context id. */
  readonly vhostFd: number;
}

export function renderVhostVsock(device: VhostVsock, bus: VirtioBus): string {
  const { guestCid, vhostFd } = device;
  return renderOption(virtioDriver('vhost-vsock', bus), {
    vhostfd: vhostFd,
    id: `vsock-${guestCid}`,
    'guest-cid': guestCid,
  });
}
