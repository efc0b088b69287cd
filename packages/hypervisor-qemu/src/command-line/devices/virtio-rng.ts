// SPDX-License-Identifier: Apache-2.0

import type { VirtioBus } from '../machine.js';
import { renderOption } from '../option-value.js';
import { virtioDriver } from './virtio-driver.js';

/** The guest's source of entropy. */
export interface VirtioRng {
  readonly kind: 'virtio-rng';
  readonly id: string;
  /** Id of the backend. */
  readonly rng: string;
}

export function renderVirtioRng(device: VirtioRng, bus: VirtioBus): string {
  return renderOption(virtioDriver('virtio-rng', bus), { id: device.id, rng: device.rng });
}
