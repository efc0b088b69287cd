// SPDX-License-Identifier: Apache-2.0

import type { SandboxStatus } from '@virtcontainers/core';
import type { CallOptions } from '../call-options.js';
import { findSandbox } from './find.js';

/** What a sandbox and its containers are at the moment; waits for nobody. NOT_FOUND: there is no such sandbox. */
export async function statusSandbox(sandboxId: string, options: CallOptions = {}): Promise<SandboxStatus> {
  return (await findSandbox(sandboxId, options)).status();
}
