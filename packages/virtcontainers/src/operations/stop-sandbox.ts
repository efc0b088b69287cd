// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError, type WaitOptions } from '@virtcontainers/core';
import type { CallOptions, StopOptions } from '../call-options.js';
import type { LiveSandbox } from '../sandbox/live-sandbox.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { findSandbox } from './find.js';
import { inTurn } from './in-turn.js';
import { takeDown } from './take-down.js';

/**
 * Stops a sandbox: asks its containers to end (SIGTERM, the grace period,
 * SIGKILL), removes them in the guest and ends the virtual machine. The sandbox
 * stays listed as `stopped` and can be started again. Stopped already: success.
 *
 * @throws VirtcontainersError NOT_FOUND; with `force` one error for all failures, in `details.failures`, and the sandbox is
 * stopped; without it the first failure, and the sandbox is left as it then is; CANCELLED, TIMEOUT: likewise
 */
export async function stopSandbox(sandboxId: string, options: CallOptions & StopOptions = {}): Promise<Sandbox> {
  const sandbox = await findSandbox(sandboxId, options);
  await sandbox.stop(options);
  return sandbox;
}

/** Stops a sandbox that was found. */
export function stopLiveSandbox(sandbox: LiveSandbox, options: WaitOptions & StopOptions): Promise<void> {
  return inTurn(sandbox, `sandbox ${sandbox.id} to stop`, options, async (signal) => {
    await stopInTurn(sandbox, { ...options, signal });
  });
}

/** Stops a sandbox while nobody else changes it. */
export async function stopInTurn(sandbox: LiveSandbox, options: WaitOptions & StopOptions): Promise<void> {
  if (sandbox.state === 'stopped') return;
  sandbox.check('stop');
  const failures = await takeDown(sandbox, options);
  const [first] = failures;
  if (first === undefined) return;
  const { code, message } = VirtcontainersError.from(first);
  throw new VirtcontainersError(
    code,
    `sandbox ${sandbox.id} was stopped by force, past ${failures.length} failures: ${message}`,
    {
      phase: 'stop',
      cause: first,
      details: { failures },
    },
  );
}
