// SPDX-License-Identifier: Apache-2.0

import { parseSignal, requireContainerState, signalNumbers, VirtcontainersError } from '@virtcontainers/core';
import type { CallOptions } from '../call-options.js';
import type { KillOptions } from '../container/container.js';
import type { LiveContainer } from '../container/live-container.js';
import { findContainer } from './find.js';

/**
 * Sends a signal to a container's init process.
 *
 * @param signal - a name or number
 * @param all - whether to signal every process of the container instead
 * @throws VirtcontainersError INVALID_ARGUMENT: no such signal; NOT_FOUND: no such sandbox or container, or its processes are gone
 * (SIGKILL then succeeds); INVALID_STATE; UNAVAILABLE; CANCELLED, TIMEOUT
 */
export async function killContainer(
  sandboxId: string,
  containerId: string,
  signal: string | number,
  all = false,
  options: CallOptions = {},
): Promise<void> {
  const container = await findContainer(sandboxId, containerId, options);
  const { signal: abort, timeoutMs } = options;
  const wait = { ...(abort !== undefined && { signal: abort }), ...(timeoutMs !== undefined && { timeoutMs }) };
  await container.kill(signal, { ...wait, all });
}

/** Signals a container that was found. */
export async function killLiveContainer(
  container: LiveContainer,
  signal: string | number,
  { all = false, ...options }: KillOptions,
): Promise<void> {
  const number = parseSignal(signal);
  const { id, sandbox, state } = container;
  sandbox.require('kill a container of');
  if (state === 'stopped') {
    if (number === signalNumbers.SIGKILL) return;
    throw new VirtcontainersError('NOT_FOUND', `the processes of container ${id} are gone`);
  }
  requireContainerState(state, 'kill');
  const { machine } = sandbox;
  const target = all ? ({ containerId: id, all: true } as const) : { containerId: id, token: id };
  await machine.during('run', () => machine.agent.signalProcess(target, number, options));
  if (number === signalNumbers.SIGKILL && state === 'running') container.process.finish();
}
