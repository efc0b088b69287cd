// SPDX-License-Identifier: Apache-2.0

import type { VirtioBus } from '../machine.js';
import { renderOption } from '../option-value.js';
import { virtioDriver } from './virtio-driver.js';

/** A controller for consoles and ports. */
export interface VirtioSerial {
  readonly kind: 'virtio-serial';
  readonly id: string;
  /** How many ports it has room for. */
  readonly maxPorts: number;
}

export function renderVirtioSerial(device: VirtioSerial, bus: VirtioBus): string {
  return renderOption(virtioDriver('virtio-serial', bus), { id: device.id, max_ports: device.maxPorts });
}
