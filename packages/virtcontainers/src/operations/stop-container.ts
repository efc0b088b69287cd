// SPDX-License-Identifier: Apache-2.0

import type { WaitOptions } from '@virtcontainers/core';
import type { CallOptions, GraceOptions } from '../call-options.js';
import type { Container } from '../container/container.js';
import { endInGuest } from '../container/end-in-guest.js';
import type { LiveContainer } from '../container/live-container.js';
import { findContainer } from './find.js';
import { inTurn } from './in-turn.js';
import { whileAwake } from './while-awake.js';

/**
 * Stops a container: SIGTERM, the grace period, SIGKILL; then it is removed in
 * the guest. It can be started again. Stopped already: success. In a paused
 * sandbox the virtual CPUs run for as long as this takes.
 *
 * @throws VirtcontainersError NOT_FOUND; INVALID_STATE: its sandbox has no machine; UNAVAILABLE; CANCELLED, TIMEOUT: it is left as it then is
 */
export async function stopContainer(
  sandboxId: string,
  containerId: string,
  options: CallOptions & GraceOptions = {},
): Promise<Container> {
  const container = await findContainer(sandboxId, containerId, options);
  await container.stop(options);
  return container;
}

/** Stops a container that was found. */
export function stopLiveContainer(container: LiveContainer, options: WaitOptions & GraceOptions): Promise<void> {
  const { sandbox } = container;
  return inTurn(sandbox, `container ${container.id} to stop`, options, async (signal) => {
    const { heldMachine } = sandbox;
    if (container.state === 'stopped' && heldMachine === undefined) return;
    sandbox.require('stop a container of');
    const { machine } = sandbox;
    const { graceMs } = options;
    const grace = graceMs === undefined ? {} : { graceMs };
    await machine.during('stop', () =>
      whileAwake(sandbox, { signal }, () => endInGuest(container, machine, { signal, ...grace })),
    );
  });
}
