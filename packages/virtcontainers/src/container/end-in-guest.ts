// SPDX-License-Identifier: Apache-2.0

import { signalNumbers, type WaitOptions } from '@virtcontainers/core';
import { defaultGraceMs, type GraceOptions } from '../call-options.js';
import type { Machine } from '../machine/machine.js';
import type { GuestProcess } from '../process/guest-process.js';
import { waitFor } from '../wait-for.js';
import type { LiveContainer } from './live-container.js';

/** How long the guest may take to send a signal, in milliseconds: one that takes longer hangs. */
const signalTimeoutMs = 15_000;

/** How long a killed process may take to be gone, in milliseconds: it may be in the middle of a write to a slow disk. */
const killTimeoutMs = 30_000;

/**
 * Ends a container and removes it in the guest: SIGTERM, up to `graceMs` for it to
 * end by itself, SIGKILL to all its processes. Output that nobody has read is kept
 * up to a limit (see ProcessOutput). Then the container is `stopped`.
 */
export async function endInGuest(
  container: LiveContainer,
  machine: Machine,
  { graceMs = defaultGraceMs, ...options }: GraceOptions & WaitOptions,
): Promise<void> {
  const init = container.state === 'ready' ? undefined : container.init;
  if (init !== undefined) await endProcess(container, init.process, machine, { graceMs, ...options });
  await removeInGuest(container, machine, options);
  container.stopped();
}

/** Removes a container whose processes have ended, or were never started, from the guest. Repeatable. */
export async function removeInGuest(container: LiveContainer, machine: Machine, options: WaitOptions): Promise<void> {
  const { files } = container;
  if (files === undefined) return;
  await machine.agent.removeContainer(container.id, options);
  container.files = undefined;
  await files[Symbol.asyncDispose]();
}

async function endProcess(
  { id }: LiveContainer,
  process: GuestProcess,
  { agent }: Machine,
  { graceMs, ...options }: Required<GraceOptions> & WaitOptions,
): Promise<void> {
  const limits = { timeoutMs: signalTimeoutMs, ...options };
  if (graceMs > 0) {
    await agent.signalProcess(process.ref, signalNumbers.SIGTERM, limits);
    process.drain();
    if (await endedWithin(process, graceMs, options)) return;
  }
  await agent.signalProcess({ containerId: id, all: true }, signalNumbers.SIGKILL, limits);
  process.finish();
  await waitFor(`the killed container ${id} to end`, process.exit, { timeoutMs: killTimeoutMs, ...options });
}

/** Whether a process ends in time. */
export async function endedWithin(process: GuestProcess, graceMs: number, { signal }: WaitOptions): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, graceMs, false);
  });
  const ended = process.exit.then(() => true);
  try {
    const options = signal === undefined ? {} : { signal };
    return await waitFor(`process ${process.token} to end`, Promise.race([ended, late]), options);
  } finally {
    clearTimeout(timer);
  }
}
