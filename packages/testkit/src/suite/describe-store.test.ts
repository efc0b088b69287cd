// SPDX-License-Identifier: Apache-2.0

import {
  deferred,
  orAborted,
  VirtcontainersError,
  withDeadline,
  type Store,
  type StoreEntry,
} from '@virtcontainers/core';
import { describeStore } from './describe-store.js';

/** The simplest store that keeps the contract: it shows that the suite can be passed. */
class MapStore implements Store<number> {
  readonly #slots = new Map<string, { record: number; readonly turns: (() => void)[]; removed: boolean }>();

  create(id: string, record: number): Promise<StoreEntry<number>> {
    if (this.#slots.has(id)) return Promise.reject(new VirtcontainersError('ALREADY_EXISTS', id));
    this.#slots.set(id, { record, turns: [() => undefined], removed: false });
    return Promise.resolve(this.#entry(id));
  }

  acquire(id: string, options: { signal?: AbortSignal } = {}): Promise<StoreEntry<number>> {
    return withDeadline({ what: 'a turn' }, options, async (signal) => {
      const slot = this.#slot(id);
      const turn = deferred();
      slot.turns.push(turn.resolve);
      if (slot.turns.length === 1) turn.resolve();
      try {
        await orAborted(turn.promise, signal);
      } catch (error) {
        slot.turns.splice(slot.turns.indexOf(turn.resolve), 1);
        throw error;
      }
      this.#slot(id);
      return this.#entry(id);
    });
  }

  read(id: string): Promise<number> {
    return Promise.resolve().then(() => this.#slot(id).record);
  }

  list(): Promise<readonly string[]> {
    return Promise.resolve([...this.#slots.keys()]);
  }

  #slot(id: string) {
    const slot = this.#slots.get(id);
    if (slot === undefined) throw new VirtcontainersError('NOT_FOUND', id);
    return slot;
  }

  #entry(id: string): StoreEntry<number> {
    const slot = this.#slot(id);
    let released = false;
    return {
      sandboxId: id,
      get record() {
        return slot.record;
      },
      write: (record) => {
        slot.record = record;
        return Promise.resolve();
      },
      remove: () => {
        this.#slots.delete(id);
        return Promise.resolve();
      },
      [Symbol.asyncDispose]: () => {
        if (!released) slot.turns.shift();
        if (!released) slot.turns[0]?.();
        released = true;
        return Promise.resolve();
      },
    };
  }
}

describeStore('a map', () =>
  Promise.resolve({
    store: new MapStore(),
    record: (number: number) => number,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),
);
