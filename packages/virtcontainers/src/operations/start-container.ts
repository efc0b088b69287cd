// SPDX-License-Identifier: Apache-2.0

import { type WaitOptions, withCleanupErrors } from '@virtcontainers/core';
import type { CallOptions } from '../call-options.js';
import type { Container } from '../container/container.js';
import { removeInGuest } from '../container/end-in-guest.js';
import type { LiveContainer } from '../container/live-container.js';
import { withContext } from '../failure.js';
import type { Machine } from '../machine/machine.js';
import { shareAndMake } from './create-container.js';
import { findContainer } from './find.js';
import { inTurn } from './in-turn.js';

/**
 * Starts a container of a running sandbox: a ready one, or a stopped one, which is
 * made again in the guest first. One that does not start is `stopped`.
 *
 * @throws VirtcontainersError NOT_FOUND; INVALID_STATE; UNAVAILABLE; CANCELLED, TIMEOUT
 */
export async function startContainer(
  sandboxId: string,
  containerId: string,
  options: CallOptions = {},
): Promise<Container> {
  const container = await findContainer(sandboxId, containerId, options);
  await container.start(options);
  return container;
}

/** Starts a container that was found. */
export function startLiveContainer(container: LiveContainer, options: WaitOptions): Promise<void> {
  return inTurn(container.sandbox, `container ${container.id} to start`, options, async (signal) => {
    container.sandbox.require('start a container of');
    await startInGuest(container, signal);
  });
}

/** Starts a container where its sandbox has a machine, whatever else the sandbox's state is. */
export async function startInGuest(container: LiveContainer, signal: AbortSignal): Promise<void> {
  const { machine } = container.sandbox;
  if (container.state === 'stopped') await makeAgain(container, machine, signal);
  container.check('start');
  try {
    await machine.during('start', () => machine.agent.startContainer(container.id, { signal }));
    container.started();
  } catch (error) {
    container.failed(error);
    const named = withContext(error, { phase: 'start', details: { containerId: container.id } });
    throw withCleanupErrors(named, await removed(container, machine));
  }
}

/** The guest may still have a container whose process has ended by itself. */
async function makeAgain(container: LiveContainer, machine: Machine, signal: AbortSignal): Promise<void> {
  await machine.during('create', () => removeInGuest(container, machine, { signal }));
  container.recreate();
  await shareAndMake(container, signal);
}

async function removed(container: LiveContainer, machine: Machine): Promise<unknown[]> {
  if (machine.ended) return [];
  try {
    await removeInGuest(container, machine, {});
    return [];
  } catch (error) {
    return [error];
  }
}
