// SPDX-License-Identifier: Apache-2.0

import { renderOption } from './option-value.js';

/** A host end for consoles, ports and monitors. */
export type Chardev =
  /** A connected stream socket that QEMU is started with. */
  | { readonly kind: 'inherited'; readonly id: string; readonly fd: number }
  /** A unix socket that QEMU makes and listens on. */
  | { readonly kind: 'listening'; readonly id: string; readonly socketPath: string };

/** `-chardev` */
export function renderChardev(chardev: Chardev): string[] {
  switch (chardev.kind) {
    case 'inherited':
      return ['-chardev', renderOption('socket', { id: chardev.id, fd: chardev.fd })];
    case 'listening':
      return [
        '-chardev',
        renderOption('socket', { id: chardev.id, path: chardev.socketPath, server: true, wait: false }),
      ];
  }
}
