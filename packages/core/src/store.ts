// SPDX-License-Identifier: Apache-2.0

import type { WaitOptions } from './wait-options.js';

/** One sandbox's place in a store. Releasing gives it back. */
export interface StoreEntry<Record> extends AsyncDisposable {
  readonly sandboxId: string;
  /** The record as it was last written. */
  readonly record: Record;
  /** Replaces the record. */
  write(record: Record): Promise<void>;
  /** Removes the record; the id is free again. */
  remove(): Promise<void>;
}

/** Where sandboxes are found by id. */
export interface Store<Record> {
  /** Takes a free id. ALREADY_EXISTS: it is taken, and nothing was touched. */
  create(sandboxId: string, record: Record, options?: WaitOptions): Promise<StoreEntry<Record>>;
  /** Takes a sandbox for one transition; others wait for their turn. NOT_FOUND: no such sandbox. */
  acquire(sandboxId: string, options?: WaitOptions): Promise<StoreEntry<Record>>;
  /** The record of a sandbox without waiting for a transition to end. NOT_FOUND: no such sandbox. */
  read(sandboxId: string): Promise<Record>;
  /** Ids of all sandboxes, in no particular order. */
  list(): Promise<readonly string[]>;
}
