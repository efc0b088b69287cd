// SPDX-License-Identifier: Apache-2.0

import type { ModuleStage } from '../module-stage.js';

/**
 * What the guest can do beyond what is built into Debian's kernel. Every module costs 1 to 15 ms of each boot without hardware
 * virtualisation, and its bytes in each guest's memory: one is listed when something uses it. Those that they
 * depend on are found.
 */
export const guestModules: ReadonlyMap<ModuleStage, readonly string[]> = new Map<ModuleStage, readonly string[]>([
  [
    'boot',
    [
      // How the agent is reached, and its console. microvm has its devices on the mmio bus, the other machines on PCI.
      'virtio_pci',
      'virtio_mmio',
      'virtio_console',
      // The share with the containers' root file systems.
      '9pnet_virtio',
      '9p',
    ],
  ],
  ['later', ['overlay']],
  ['virtio:1', ['virtio_net']],
  ['virtio:2', ['virtio_blk']],
  ['virtio:4', ['virtio_rng']],
  ['virtio:19', ['vmw_vsock_virtio_transport']],
]);
