// SPDX-License-Identifier: Apache-2.0

import { ResourceStack, type VirtualMachine, withCleanupErrors } from '@virtcontainers/core';
import type { LiveContainer } from '../container/live-container.js';
import { makeInGuest } from '../container/make-in-guest.js';
import { bootMachine, type BootLimits } from '../machine/boot-machine.js';
import { guestFiles } from '../machine/guest-files.js';
import { machineSpec } from '../machine/machine-spec.js';
import { type Machine, shareOf } from '../machine/machine.js';
import { attachFiles } from '../machine/shared-files.js';
import type { Timeline } from '../machine/timeline.js';
import type { LiveSandbox } from '../sandbox/live-sandbox.js';
import { together } from '../together.js';

/**
 * Brings a sandbox that is `creating` to `ready`: boots its virtual machine and
 * creates its containers in the guest. On failure it is `failed`, and nothing is
 * left of the machine.
 */
export async function bringUp(sandbox: LiveSandbox, timeline: Timeline, limits: BootLimits): Promise<void> {
  const { signal } = limits;
  const { config, backends, logger, runDir } = sandbox;
  const containers = [...sandbox.containers.values()];
  const guest = await timeline.measure('prepare', () => guestFiles(config.hypervisorConfig, backends, { signal }));
  const parts = { config, backends, logger, timeline, spec: machineSpec(config, guest, runDir) };
  const hypervisor = backends.hypervisor(config);
  const meanwhile = (vm: VirtualMachine, booting: AbortSignal): Promise<void> => shareAll(vm, containers, booting);
  const machine = await bootMachine({ ...parts, hypervisor, meanwhile }, limits);
  await createAll(machine, containers, timeline, signal);
  sandbox.created(machine);
  logger.info({ timeline: timeline.timings() }, 'sandbox is ready');
}

async function shareAll(vm: VirtualMachine, containers: readonly LiveContainer[], signal: AbortSignal): Promise<void> {
  for (const container of containers) {
    const files = new ResourceStack();
    await attachFiles(shareOf(vm), container.config, files, { signal });
    container.files = files;
  }
}

async function createAll(
  machine: Machine,
  containers: readonly LiveContainer[],
  timeline: Timeline,
  signal: AbortSignal,
): Promise<void> {
  try {
    await machine.during('create', () =>
      timeline.measure('create', async () => {
        await together(
          signal,
          containers.map((container) => (joined) => makeInGuest(container, machine, joined)),
        );
      }),
    );
  } catch (error) {
    // The shares end with the machine.
    const cleanup = await Promise.allSettled([machine[Symbol.asyncDispose]()]);
    throw withCleanupErrors(
      error,
      cleanup.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])),
    );
  }
}
