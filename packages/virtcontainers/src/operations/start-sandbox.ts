// SPDX-License-Identifier: Apache-2.0

import { type WaitOptions, withCleanupErrors } from '@virtcontainers/core';
import type { CallOptions } from '../call-options.js';
import { endInGuest } from '../container/end-in-guest.js';
import type { LiveContainer } from '../container/live-container.js';
import type { BootLimits } from '../machine/boot-machine.js';
import { Timeline } from '../machine/timeline.js';
import type { LiveSandbox } from '../sandbox/live-sandbox.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { bringUp } from './bring-up.js';
import { findSandbox } from './find.js';
import { inTurn } from './in-turn.js';
import { startInGuest } from './start-container.js';
import { takeDown } from './take-down.js';

/**
 * Starts all containers of a sandbox, in the order in which they were created. A
 * stopped sandbox is booted again first. When one container does not start, the
 * others are stopped again, the sandbox is what it was before, and the error
 * names the container in `details.containerId`.
 *
 * @throws VirtcontainersError NOT_FOUND; INVALID_STATE: neither ready nor stopped; what createSandbox throws for its boot; CANCELLED, TIMEOUT
 */
export async function startSandbox(sandboxId: string, options: CallOptions = {}): Promise<Sandbox> {
  const sandbox = await findSandbox(sandboxId, options);
  await sandbox.start(options);
  return sandbox;
}

/** Starts a sandbox that was found. */
export function startLiveSandbox(sandbox: LiveSandbox, options: WaitOptions): Promise<void> {
  return inTurn(sandbox, `sandbox ${sandbox.id} to start`, options, (signal) =>
    sandbox.state === 'stopped'
      ? bootAndStart(sandbox, { signal, timeoutMs: options.timeoutMs })
      : startContainers(sandbox, signal),
  );
}

async function bootAndStart(sandbox: LiveSandbox, limits: BootLimits): Promise<void> {
  sandbox.booting();
  for (const container of sandbox.containers.values()) container.recreate();
  try {
    await bringUp(sandbox, new Timeline(), limits);
    await startContainers(sandbox, limits.signal);
  } catch (error) {
    throw withCleanupErrors(error, await takeDown(sandbox, { graceMs: 0, force: true }));
  }
}

/** Starts the containers of a sandbox that is ready. */
async function startContainers(sandbox: LiveSandbox, signal: AbortSignal): Promise<void> {
  sandbox.check('start');
  const started: LiveContainer[] = [];
  try {
    await sandbox.machine.timeline.measure('start', async () => {
      for (const container of sandbox.containers.values()) {
        await startInGuest(container, signal);
        started.push(container);
      }
    });
    sandbox.started();
  } catch (error) {
    throw withCleanupErrors(error, await stopAgain(started, sandbox));
  }
}

async function stopAgain(containers: readonly LiveContainer[], { heldMachine }: LiveSandbox): Promise<unknown[]> {
  if (heldMachine === undefined || heldMachine.ended) return [];
  const results = await Promise.allSettled(
    containers.map((container) => endInGuest(container, heldMachine, { graceMs: 0 })),
  );
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
}
