// SPDX-License-Identifier: Apache-2.0

import { withContext } from '../failure.js';
import type { Machine } from '../machine/machine.js';
import { sharedNames } from '../machine/shared-files.js';
import { refusedField } from '../process/refused-cmd.js';
import type { LiveContainer } from './live-container.js';

/**
 * Makes a container that is `creating`, and whose files are shared, in the guest:
 * then it is `ready`, or `stopped` where that failed. The error names the container,
 * and the field of its configuration that the guest refused.
 */
export async function makeInGuest(container: LiveContainer, machine: Machine, signal: AbortSignal): Promise<void> {
  const { id, config, sandbox } = container;
  try {
    const guestContainer = { id, sandboxId: sandbox.id, config, ...sharedNames(config) };
    await machine.agent.createContainer(guestContainer, { signal });
    container.created(machine);
  } catch (error) {
    container.failed(error);
    const field = refusedField(error, config.cmd, `${pathOf(container)}cmd.`);
    throw withContext(error, { phase: 'create', details: { containerId: id, ...field } });
  }
}

/** Path to a container's configuration in what the caller gave: the sandbox's, or the container's alone. */
function pathOf({ config, sandbox }: LiveContainer): string {
  const index = sandbox.config.containers.indexOf(config);
  return index < 0 ? '' : `containers[${index}].`;
}
