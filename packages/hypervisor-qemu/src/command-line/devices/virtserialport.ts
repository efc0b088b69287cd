// SPDX-License-Identifier: Apache-2.0

import { renderOption } from '../option-value.js';

/** A virtio port, which the guest finds by its name. */
export interface Virtserialport {
  readonly kind: 'virtserialport';
  readonly id: string;
  readonly chardev: string;
  readonly name: string;
  /** Number of the port on its controller, from 1: 0 is kept for a console. */
  readonly port: number;
}

export function renderVirtserialport(device: Virtserialport): string {
  const { id, chardev, name, port } = device;
  return renderOption('virtserialport', { id, chardev, name, nr: port });
}
