// SPDX-License-Identifier: Apache-2.0

import type { VirtualMachineSpec } from '@virtcontainers/core';
import type { Host } from '../host.js';
import { HypervisorError } from '../hypervisor-error.js';

/**
 * Checks that a machine is not given more memory than the host has.
 *
 * @throws HypervisorError INVALID_ARGUMENT
 */
export function checkHostMemory(spec: VirtualMachineSpec, host: Pick<Host, 'memoryMib'>): void {
  const available = host.memoryMib();
  if (spec.memoryMib <= available) return;
  const fromConfig = spec.memoryMib === spec.config.memorySize;
  throw new HypervisorError(
    'INVALID_ARGUMENT',
    `a machine of ${spec.memoryMib} MiB does not fit a host of ${available} MiB`,
    {
      phase: 'validate',
      details: {
        path: fromConfig ? 'hypervisorConfig.memorySize' : 'vmConfig.memory',
        remedy: `give at most ${available} MiB`,
      },
    },
  );
}
