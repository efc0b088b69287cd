// SPDX-License-Identifier: Apache-2.0

import type { LiveSandbox } from '../sandbox/live-sandbox.js';
import { MemoryStore } from './memory-store.js';
import { storeDirectory } from './run-directory.js';

/** Sandboxes that live no longer than this process, by store directory. */
const stores = new Map<string, MemoryStore<LiveSandbox>>();

/** A store of sandboxes, and where it keeps their run directories. */
export interface SandboxStore {
  readonly directory: string;
  readonly records: MemoryStore<LiveSandbox>;
}

/** The store that a caller names by its directory. INVALID_ARGUMENT: not an absolute path. */
export function sandboxStore(store: string | undefined): SandboxStore {
  const directory = storeDirectory(store);
  const records = stores.get(directory) ?? new MemoryStore<LiveSandbox>();
  stores.set(directory, records);
  return { directory, records };
}
