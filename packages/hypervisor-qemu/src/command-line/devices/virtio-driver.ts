// SPDX-License-Identifier: Apache-2.0

import type { VirtioBus } from '../machine.js';

/** A virtio device's driver name on a bus. */
export function virtioDriver(name: string, bus: VirtioBus): string {
  return bus === 'pci' ? `${name}-pci` : `${name}-device`;
}
