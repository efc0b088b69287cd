// SPDX-License-Identifier: Apache-2.0

import { parseSandboxConfig, refuseUnsupported, type SandboxConfig } from '@virtcontainers/core';
import { withContext } from '../failure.js';
import { checkSandboxPaths } from '../machine/host-paths.js';

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
    await checkSandboxPaths(config);
    return config;
  } catch (error) {
    throw withContext(error, { phase: 'validate' });
  }
}
