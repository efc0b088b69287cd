// SPDX-License-Identifier: Apache-2.0

import type { Store } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { refusal } from './refusal.js';

/** A store under test, and records to keep in it. */
export interface StoreFixture<Record> extends AsyncDisposable {
  readonly store: Store<Record>;
  /** Makes a record that is equal only to one made with the same number. */
  record(number: number): Record;
}

/** What every {@link Store} promises. */
export function describeStore<Record>(name: string, makeFixture: () => Promise<StoreFixture<Record>>): void {
  describe(`${name} as a store`, () => {
    it('starts empty, and lists what was created', async () => {
      await using fixture = await makeFixture();
      expect(await fixture.store.list()).toEqual([]);
      for (const id of ['one', 'two']) {
        const entry = await fixture.store.create(id, fixture.record(1));
        expect(entry.sandboxId).toBe(id);
        await entry[Symbol.asyncDispose]();
      }
      expect([...(await fixture.store.list())].sort()).toEqual(['one', 'two']);
    });

    it('refuses an id that is taken, and touches nothing', async () => {
      await using fixture = await makeFixture();
      await using entry = await fixture.store.create('box', fixture.record(1));
      await refusal(fixture.store.create('box', fixture.record(2)), 'ALREADY_EXISTS');
      expect(await fixture.store.read('box')).toEqual(fixture.record(1));
      expect(entry.record).toEqual(fixture.record(1));
    });

    it('knows only what is there', async () => {
      await using fixture = await makeFixture();
      await refusal(fixture.store.read('nobody'), 'NOT_FOUND');
      await refusal(fixture.store.acquire('nobody'), 'NOT_FOUND');
    });

    it('shows what was written, to the entry and to others', async () => {
      await using fixture = await makeFixture();
      const entry = await fixture.store.create('box', fixture.record(1));
      await entry.write(fixture.record(2));
      expect(entry.record).toEqual(fixture.record(2));
      expect(await fixture.store.read('box')).toEqual(fixture.record(2));
      await entry[Symbol.asyncDispose]();
      await using again = await fixture.store.acquire('box');
      expect(again.record).toEqual(fixture.record(2));
    });

    it('gives a sandbox to one at a time, in the order of asking', async () => {
      await using fixture = await makeFixture();
      const first = await fixture.store.create('box', fixture.record(0));
      const order: number[] = [];
      const turns = [1, 2, 3].map(async (turn) => {
        await using entry = await fixture.store.acquire('box');
        expect(entry.record).toEqual(fixture.record(turn - 1));
        order.push(turn);
        await entry.write(fixture.record(turn));
      });
      expect(order).toEqual([]);
      await first[Symbol.asyncDispose]();
      await Promise.all(turns);
      expect(order).toEqual([1, 2, 3]);
    });

    it('lets a reader in while a transition is under way', async () => {
      await using fixture = await makeFixture();
      await using entry = await fixture.store.create('box', fixture.record(1));
      expect(await fixture.store.read('box')).toEqual(entry.record);
    });

    it('gives a waiting caller up, and passes the turn on', async () => {
      await using fixture = await makeFixture();
      const first = await fixture.store.create('box', fixture.record(1));
      const controller = new AbortController();
      const given = fixture.store.acquire('box', { signal: controller.signal });
      const waiting = fixture.store.acquire('box');
      controller.abort();
      await refusal(given, 'CANCELLED');
      await first[Symbol.asyncDispose]();
      await using entry = await waiting;
      expect(entry.record).toEqual(fixture.record(1));
    });

    it('frees the id of what was removed, and tells those who wait', async () => {
      await using fixture = await makeFixture();
      const entry = await fixture.store.create('box', fixture.record(1));
      const waiting = refusal(fixture.store.acquire('box'), 'NOT_FOUND');
      await entry.remove();
      await entry[Symbol.asyncDispose]();
      await waiting;
      expect(await fixture.store.list()).toEqual([]);
      await using again = await fixture.store.create('box', fixture.record(2));
      expect(again.record).toEqual(fixture.record(2));
    });

    it("is given back once: a second release takes nobody else's turn", async () => {
      await using fixture = await makeFixture();
      const first = await fixture.store.create('box', fixture.record(1));
      await first[Symbol.asyncDispose]();
      const second = await fixture.store.acquire('box');
      await first[Symbol.asyncDispose]();
      const third = fixture.store.acquire('box');
      await second.write(fixture.record(2));
      await second[Symbol.asyncDispose]();
      await using entry = await third;
      expect(entry.record).toEqual(fixture.record(2));
    });
  });
}
