// SPDX-License-Identifier: Apache-2.0

import type { WaitOptions } from '@virtcontainers/core';
import type { CallOptions, StopOptions } from '../call-options.js';
import type { LiveSandbox } from '../sandbox/live-sandbox.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { findSandbox } from './find.js';
import { inTurn } from './in-turn.js';
import { stopInTurn } from './stop-sandbox.js';

/**
 * Deletes a sandbox, which is stopped first if it is not yet. Its id is free
 * again. With `force` it is deleted whatever fails; errors are as stopSandbox's.
 *
 * @throws VirtcontainersError NOT_FOUND: there is none, or no longer
 */
export async function deleteSandbox(sandboxId: string, options: CallOptions & StopOptions = {}): Promise<Sandbox> {
  const sandbox = await findSandbox(sandboxId, options);
  await sandbox.delete(options);
  return sandbox;
}

/** Deletes a sandbox that was found. */
export function deleteLiveSandbox(sandbox: LiveSandbox, options: WaitOptions & StopOptions): Promise<void> {
  return inTurn(sandbox, `sandbox ${sandbox.id} to be deleted`, options, async (signal, entry) => {
    try {
      await stopInTurn(sandbox, { ...options, signal });
    } finally {
      if (sandbox.state === 'stopped') {
        for (const container of sandbox.containers.values()) container.deleted();
        sandbox.deleted();
        await entry.remove();
      }
    }
  });
}
