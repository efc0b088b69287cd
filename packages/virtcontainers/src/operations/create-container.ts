// SPDX-License-Identifier: Apache-2.0

import {
  buildInSteps,
  type ContainerConfig,
  type ContainerConfigInput,
  parseContainerConfig,
  refuseUnsupportedContainer,
  VirtcontainersError,
  type WaitOptions,
} from '@virtcontainers/core';
import type { CallOptions } from '../call-options.js';
import type { Container } from '../container/container.js';
import { LiveContainer } from '../container/live-container.js';
import { makeInGuest } from '../container/make-in-guest.js';
import { withContext } from '../failure.js';
import { checkContainerPaths } from '../machine/host-paths.js';
import { attachFiles } from '../machine/shared-files.js';
import type { LiveSandbox } from '../sandbox/live-sandbox.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { findSandbox } from './find.js';
import { inTurn } from './in-turn.js';

/**
 * Creates a container in a sandbox that is ready or running, without starting it.
 * On failure nothing of it is left.
 *
 * @throws VirtcontainersError NOT_FOUND: no such sandbox, path or program in the container; ALREADY_EXISTS: the sandbox has a
 * container of this id, which is not touched; INVALID_ARGUMENT, UNSUPPORTED: the configuration; INVALID_STATE; UNAVAILABLE; CANCELLED, TIMEOUT
 */
export async function createContainer(
  sandboxId: string,
  config: ContainerConfigInput,
  options: CallOptions = {},
): Promise<{ readonly sandbox: Sandbox; readonly container: Container }> {
  const sandbox = await findSandbox(sandboxId, options);
  return { sandbox, container: await sandbox.createContainer(config, options) };
}

/** Creates a container in a sandbox that was found. */
export async function createLiveContainer(
  sandbox: LiveSandbox,
  input: ContainerConfigInput,
  options: WaitOptions,
): Promise<LiveContainer> {
  const config = await validated(input);
  return inTurn(sandbox, `container ${config.id} to be created`, options, async (signal) => {
    sandbox.require('create a container in');
    refuseDuplicate(sandbox, config.id);
    const container = new LiveContainer(sandbox, config);
    await shareAndMake(container, signal);
    sandbox.containers.set(config.id, container);
    return container;
  });
}

/** Shares a container's files and makes it in the guest, where its sandbox has a machine. */
export async function shareAndMake(container: LiveContainer, signal: AbortSignal): Promise<void> {
  const { machine } = container.sandbox;
  const { owner } = await machine.during('create', () =>
    buildInSteps(async (stack) => {
      await attachFiles(machine.share, container.config, stack, { signal });
      await makeInGuest(container, machine, signal);
    }),
  );
  container.files = owner;
}

async function validated(input: ContainerConfigInput): Promise<ContainerConfig> {
  try {
    const config = parseContainerConfig(input);
    refuseUnsupportedContainer(config);
    await checkContainerPaths(config);
    return config;
  } catch (error) {
    throw withContext(error, { phase: 'validate' });
  }
}

function refuseDuplicate({ id, containers }: LiveSandbox, containerId: string): void {
  if (!containers.has(containerId)) return;
  throw new VirtcontainersError('ALREADY_EXISTS', `sandbox ${id} has a container ${containerId} already`, {
    details: { path: 'id', remedy: 'give another id, or delete the container that has it' },
  });
}
