// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError, type WaitOptions } from '@virtcontainers/core';
import type { CallOptions } from '../call-options.js';
import type { LiveSandbox } from '../sandbox/live-sandbox.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { findSandbox } from './find.js';
import { inTurn } from './in-turn.js';

/**
 * Stops the virtual CPUs of a running sandbox: everything in it stands still. Paused already: success.
 *
 * @throws VirtcontainersError NOT_FOUND; INVALID_STATE; UNSUPPORTED: this hypervisor cannot; CANCELLED, TIMEOUT
 */
export async function pauseSandbox(sandboxId: string, options: CallOptions = {}): Promise<Sandbox> {
  const sandbox = await findSandbox(sandboxId, options);
  await sandbox.pause(options);
  return sandbox;
}

/** The same for a sandbox that was found. */
export function pauseLiveSandbox(sandbox: LiveSandbox, options: WaitOptions): Promise<void> {
  return inTurn(sandbox, `sandbox ${sandbox.id} to pause`, options, async (signal) => {
    if (sandbox.state === 'paused') return;
    sandbox.check('pause');
    const { cpus } = sandbox.machine.vm;
    if (cpus === undefined) throw new VirtcontainersError('UNSUPPORTED', 'this hypervisor cannot stop virtual CPUs');
    await cpus.pause({ signal });
    sandbox.paused();
  });
}
