// SPDX-License-Identifier: Apache-2.0

import type { WaitOptions } from '@virtcontainers/core';
import type { CallOptions } from '../call-options.js';
import type { Container } from '../container/container.js';
import { removeInGuest } from '../container/end-in-guest.js';
import type { LiveContainer } from '../container/live-container.js';
import type { Machine } from '../machine/machine.js';
import { findContainer } from './find.js';
import { inTurn } from './in-turn.js';
import { whileAwake } from './while-awake.js';

/**
 * Deletes a container that is ready or stopped, in the guest too.
 *
 * @throws VirtcontainersError NOT_FOUND; INVALID_STATE: it runs, so stop it first; UNAVAILABLE; CANCELLED, TIMEOUT
 */
export async function deleteContainer(
  sandboxId: string,
  containerId: string,
  options: CallOptions = {},
): Promise<Container> {
  const container = await findContainer(sandboxId, containerId, options);
  await container.delete(options);
  return container;
}

/** Deletes a container that was found. */
export function deleteLiveContainer(container: LiveContainer, options: WaitOptions): Promise<void> {
  const { sandbox } = container;
  return inTurn(sandbox, `container ${container.id} to be deleted`, options, async (signal) => {
    sandbox.require('delete a container of');
    container.check('delete');
    const machine = sandbox.heldMachine;
    if (machine !== undefined && !machine.ended) await removeFrom(machine, container, { signal });
    container.deleted();
    sandbox.containers.delete(container.id);
  });
}

function removeFrom(machine: Machine, container: LiveContainer, options: WaitOptions): Promise<void> {
  return machine.during('stop', () =>
    whileAwake(container.sandbox, options, () => removeInGuest(container, machine, options)),
  );
}
