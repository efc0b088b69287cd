// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError } from '@virtcontainers/core';

/**
 * An error of the QEMU layer. Where QEMU's monitor refused a command,
 * `details.qmpClass` holds QEMU's error class and `details.qmpCommand` the
 * command.
 */
export class HypervisorError extends VirtcontainersError {
  override readonly name = 'HypervisorError';
}
