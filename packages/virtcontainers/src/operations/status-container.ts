// SPDX-License-Identifier: Apache-2.0

import type { ContainerStatus } from '@virtcontainers/core';
import type { CallOptions } from '../call-options.js';
import { findContainer } from './find.js';

/** What a container is at the moment; waits for nobody. NOT_FOUND: there is no such sandbox or container. */
export async function statusContainer(
  sandboxId: string,
  containerId: string,
  options: CallOptions = {},
): Promise<ContainerStatus> {
  return (await findContainer(sandboxId, containerId, options)).status();
}
