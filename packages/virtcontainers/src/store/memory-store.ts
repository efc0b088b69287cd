// SPDX-License-Identifier: Apache-2.0

import { type Store, type StoreEntry, VirtcontainersError, type WaitOptions } from '@virtcontainers/core';
import { TurnQueue } from './turn-queue.js';

interface Slot<Record> {
  record: Record;
  removed: boolean;
  readonly turns: TurnQueue;
}

/** A store in the memory of this process, for sandboxes that live no longer than it. */
export class MemoryStore<Record> implements Store<Record> {
  readonly #slots = new Map<string, Slot<Record>>();

  async create(sandboxId: string, record: Record, options: WaitOptions = {}): Promise<StoreEntry<Record>> {
    if (this.#slots.has(sandboxId)) {
      throw new VirtcontainersError('ALREADY_EXISTS', `there is a sandbox ${sandboxId} already`, {
        details: { path: 'id', remedy: 'give another id, or delete the sandbox that has it' },
      });
    }
    const slot = { record, removed: false, turns: new TurnQueue() };
    this.#slots.set(sandboxId, slot);
    return this.#entry(sandboxId, slot, await slot.turns.take(`sandbox ${sandboxId}`, options));
  }

  async acquire(sandboxId: string, options: WaitOptions = {}): Promise<StoreEntry<Record>> {
    const slot = this.#find(sandboxId);
    const turn = await slot.turns.take(`sandbox ${sandboxId}`, options);
    if (!slot.removed) return this.#entry(sandboxId, slot, turn);
    turn[Symbol.dispose]();
    throw notFound(sandboxId);
  }

  // The interface is asynchronous for stores that read a disk.
  // eslint-disable-next-line @typescript-eslint/require-await
  async read(sandboxId: string): Promise<Record> {
    return this.#find(sandboxId).record;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as above
  async list(): Promise<readonly string[]> {
    return [...this.#slots.keys()];
  }

  #find(sandboxId: string): Slot<Record> {
    const slot = this.#slots.get(sandboxId);
    if (slot === undefined) throw notFound(sandboxId);
    return slot;
  }

  #entry(sandboxId: string, slot: Slot<Record>, turn: Disposable): StoreEntry<Record> {
    return {
      sandboxId,
      get record() {
        return slot.record;
      },
      write: (record) => {
        slot.record = record;
        return Promise.resolve();
      },
      remove: () => {
        slot.removed = true;
        this.#slots.delete(sandboxId);
        return Promise.resolve();
      },
      [Symbol.asyncDispose]: () => {
        turn[Symbol.dispose]();
        return Promise.resolve();
      },
    };
  }
}

function notFound(sandboxId: string): VirtcontainersError {
  return new VirtcontainersError('NOT_FOUND', `there is no sandbox ${sandboxId}`, {
    details: { remedy: 'look it up with listSandbox; a sandbox is found only in the store that it was created in' },
  });
}
