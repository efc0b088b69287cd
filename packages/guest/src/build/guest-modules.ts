// SPDX-License-Identifier: Apache-2.0

/**
 * When the agent loads a module: `boot` before it serves, as it cannot be
 * reached or set up a sandbox without; `later` while it serves already.
 */
export type ModuleStage = 'boot' | 'later';

/**
 * What the guest can do beyond what is built into Debian's kernel. Every module costs 1 to 15 ms of each boot without hardware
 * virtualisation, and its bytes in each guest's memory: one is listed when something uses it. Those that they
 * depend on are found.
 */
export const guestModules: Readonly<Record<ModuleStage, readonly string[]>> = {
  boot: [
    // How the agent is reached, and its console. microvm has its devices on the mmio bus, the other machines on PCI.
    'virtio_pci',
    'virtio_mmio',
    'virtio_console',
    // The share with the containers' root file systems.
    '9pnet_virtio',
    '9p',
  ],
  later: ['vmw_vsock_virtio_transport', 'virtio_net', 'overlay', 'virtio_blk', 'virtio_rng'],
};
