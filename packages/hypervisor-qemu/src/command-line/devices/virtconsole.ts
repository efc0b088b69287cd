// SPDX-License-Identifier: Apache-2.0

import { renderOption } from '../option-value.js';

/** A virtio console (hvc0, hvc1 …). */
export interface Virtconsole {
  readonly kind: 'virtconsole';
  readonly id: string;
  readonly chardev: string;
  /** Number of the port on its controller, from 0. */
  readonly port: number;
}

export function renderVirtconsole(device: Virtconsole): string {
  return renderOption('virtconsole', { id: device.id, chardev: device.chardev, nr: device.port });
}
