// SPDX-License-Identifier: Apache-2.0

import { parseSandboxConfig, refuseUnsupported, type SandboxConfig, VirtcontainersError } from '@virtcontainers/core';
import { withContext } from '../failure.js';
import { checkSandboxPaths } from '../machine/host-paths.js';

/** Least memory in MiB that the embedded guest comes up with: with less its kernel does not even get to say so. */
export const minEmbeddedGuestMemoryMib = 96;

/**
 * Checks a sandbox configuration and all that it names on this host.
 *
 * @throws VirtcontainersError in the phase `validate`, with the field in `details.path`: INVALID_ARGUMENT, UNSUPPORTED,
 * NOT_FOUND, PERMISSION_DENIED
 */
export async function validateSandbox(input: unknown): Promise<SandboxConfig> {
  try {
    const config = parseSandboxConfig(input);
    refuseUnsupported(config);
    refuseTooLittleMemory(config);
    await checkSandboxPaths(config);
    return config;
  } catch (error) {
    throw withContext(error, { phase: 'validate' });
  }
}

function refuseTooLittleMemory({ vmConfig, hypervisorConfig }: SandboxConfig): void {
  const memoryMib = vmConfig.memory ?? hypervisorConfig.memorySize;
  if (hypervisorConfig.kernelPath !== undefined || memoryMib >= minEmbeddedGuestMemoryMib) return;
  throw new VirtcontainersError('INVALID_ARGUMENT', `the embedded guest does not come up in ${memoryMib} MiB`, {
    details: {
      path: vmConfig.memory === undefined ? 'hypervisorConfig.memorySize' : 'vmConfig.memory',
      remedy: `give at least ${minEmbeddedGuestMemoryMib} MiB, or a guest of your own that needs less`,
    },
  });
}
