// SPDX-License-Identifier: Apache-2.0

import { parseId, VirtcontainersError } from '@virtcontainers/core';
import type { CallOptions } from '../call-options.js';
import type { LiveContainer } from '../container/live-container.js';
import type { LiveSandbox } from '../sandbox/live-sandbox.js';
import { sandboxStore } from '../store/sandbox-stores.js';

/** The sandbox of this id. INVALID_ARGUMENT: not an id; NOT_FOUND: none in this store. */
export async function findSandbox(sandboxId: string, { store }: CallOptions): Promise<LiveSandbox> {
  return sandboxStore(store).records.read(parseId(sandboxId));
}

/** The container of this id in a sandbox. Both ids are checked before anything is looked up. Errors as findSandbox's. */
export async function findContainer(
  sandboxId: string,
  containerId: string,
  options: CallOptions,
): Promise<LiveContainer> {
  const ids = { sandbox: parseId(sandboxId), container: parseId(containerId) };
  const sandbox = await findSandbox(ids.sandbox, options);
  const container = sandbox.containers.get(ids.container);
  if (container !== undefined) return container;
  throw new VirtcontainersError('NOT_FOUND', `there is no container ${containerId} in sandbox ${sandboxId}`, {
    details: { remedy: 'look it up in the status of the sandbox' },
  });
}
