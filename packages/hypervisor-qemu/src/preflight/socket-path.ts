// SPDX-License-Identifier: Apache-2.0

import { HypervisorError } from '../hypervisor-error.js';

/** Longest path of a unix socket, in bytes: `sun_path` in unix(7) less its closing zero byte. */
export const maxSocketPathBytes = 107;

/**
 * Checks that a unix socket can be made at a path.
 *
 * @throws HypervisorError INVALID_ARGUMENT when the path is too long
 */
export function checkSocketPath(path: string): void {
  const length = Buffer.byteLength(path);
  if (length <= maxSocketPathBytes) return;
  throw new HypervisorError('INVALID_ARGUMENT', `a socket path of ${length} bytes is too long: ${path}`, {
    phase: 'validate',
    details: {
      path: 'stateDir',
      remedy: `choose a state directory that is ${length - maxSocketPathBytes} bytes shorter`,
      socketPath: path,
    },
  });
}
