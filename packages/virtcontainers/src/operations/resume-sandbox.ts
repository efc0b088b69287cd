// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError, type WaitOptions } from '@virtcontainers/core';
import type { CallOptions } from '../call-options.js';
import type { LiveSandbox } from '../sandbox/live-sandbox.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { findSandbox } from './find.js';
import { inTurn } from './in-turn.js';

/**
 * Lets a paused sandbox go on, each container as it was. Running already: success.
 *
 * @throws VirtcontainersError NOT_FOUND; INVALID_STATE; UNSUPPORTED: this hypervisor cannot; CANCELLED, TIMEOUT
 */
export async function resumeSandbox(sandboxId: string, options: CallOptions = {}): Promise<Sandbox> {
  const sandbox = await findSandbox(sandboxId, options);
  await sandbox.resume(options);
  return sandbox;
}

/** The same for a sandbox that was found. */
export function resumeLiveSandbox(sandbox: LiveSandbox, options: WaitOptions): Promise<void> {
  return inTurn(sandbox, `sandbox ${sandbox.id} to resume`, options, async (signal) => {
    if (sandbox.state === 'running') return;
    sandbox.check('resume');
    const { cpus } = sandbox.machine.vm;
    if (cpus === undefined) throw new VirtcontainersError('UNSUPPORTED', 'this hypervisor cannot stop virtual CPUs');
    await cpus.resume({ signal });
    sandbox.resumed();
  });
}
