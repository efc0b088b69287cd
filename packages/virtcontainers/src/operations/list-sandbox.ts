// SPDX-License-Identifier: Apache-2.0

import { type SandboxStatus, VirtcontainersError } from '@virtcontainers/core';
import type { CallOptions } from '../call-options.js';
import { sandboxStore } from '../store/sandbox-stores.js';

/** The status of every sandbox in a store, in no particular order. Those of other processes are not seen yet. */
export async function listSandbox(options: CallOptions = {}): Promise<SandboxStatus[]> {
  const { records } = sandboxStore(options.store);
  const found = await Promise.all((await records.list()).map((id) => unlessGone(records.read(id))));
  return found.flatMap((sandbox) => (sandbox === undefined ? [] : [sandbox.status()]));
}

/** A sandbox may be deleted between the listing and the look at it. */
async function unlessGone<T>(record: Promise<T>): Promise<T | undefined> {
  try {
    return await record;
  } catch (error) {
    if (error instanceof VirtcontainersError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
