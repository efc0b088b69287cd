// SPDX-License-Identifier: Apache-2.0

import { type SandboxConfigInput, withCleanupErrors, withDeadline } from '@virtcontainers/core';
import type { CreateOptions } from '../call-options.js';
import type { LiveSandbox } from '../sandbox/live-sandbox.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { createLiveSandbox } from './create-sandbox.js';

/**
 * Creates a sandbox and starts its containers; when that fails nothing is left.
 *
 * @returns the sandbox, `running`
 * @throws VirtcontainersError as createSandbox and startSandbox do
 */
export function runSandbox(config: SandboxConfigInput, options: CreateOptions = {}): Promise<Sandbox> {
  return withDeadline({ what: 'the sandbox to run' }, options, async (signal) => {
    const sandbox = await createLiveSandbox(config, { ...options, signal });
    try {
      await sandbox.start({ signal });
      return sandbox;
    } catch (error) {
      throw withCleanupErrors(error, await removed(sandbox));
    }
  });
}

async function removed(sandbox: LiveSandbox): Promise<unknown[]> {
  try {
    await sandbox.delete({ graceMs: 0, force: true });
    return [];
  } catch (error) {
    return [error];
  }
}
