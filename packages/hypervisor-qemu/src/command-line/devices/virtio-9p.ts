// SPDX-License-Identifier: Apache-2.0

import type { VirtioBus } from '../machine.js';
import { renderOption } from '../option-value.js';
import { virtioDriver } from './virtio-driver.js';

/** A shared directory's device. */
export interface Virtio9p {
  readonly kind: 'virtio-9p';
  readonly id: string;
  /** Id of the shared directory. */
  readonly fsdev: string;
  /** What the guest mounts it by. */
  readonly mountTag: string;
}

export function renderVirtio9p(device: Virtio9p, bus: VirtioBus): string {
  const { id, fsdev, mountTag } = device;
  return renderOption(virtioDriver('virtio-9p', bus), { id, fsdev, mount_tag: mountTag });
}
