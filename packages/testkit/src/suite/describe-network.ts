// SPDX-License-Identifier: Apache-2.0

import { networkConfigSchema, type Network } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { refusal } from './refusal.js';

/** A network under test. */
export interface NetworkFixture extends AsyncDisposable {
  readonly network: Network;
  /** What the network has left on the machine: empty when everything was undone. */
  leftovers(): Promise<readonly string[]>;
}

/** What every {@link Network} promises. */
export function describeNetwork(name: string, makeFixture: () => Promise<NetworkFixture>): void {
  const config = networkConfigSchema.parse({});

  describe(`${name} as a network`, () => {
    it('prepares, and undoes all of it, repeatably', async () => {
      await using fixture = await makeFixture();
      const prepared = await fixture.network.prepare('suite', config);
      for (const endpoint of prepared.endpoints) {
        expect(endpoint.name).toMatch(/^[^/\s]{1,15}$/u);
        expect(endpoint.hardwareAddress).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/u);
        expect(endpoint.mtuBytes).toBeGreaterThanOrEqual(68);
      }
      await prepared[Symbol.asyncDispose]();
      await prepared[Symbol.asyncDispose]();
      expect(await fixture.leftovers()).toEqual([]);
    });

    it('keeps the networks of two sandboxes apart', async () => {
      await using fixture = await makeFixture();
      const one = await fixture.network.prepare('one', config);
      const two = await fixture.network.prepare('two', config);
      await one[Symbol.asyncDispose]();
      expect(await fixture.leftovers()).not.toEqual([]);
      await two[Symbol.asyncDispose]();
      expect(await fixture.leftovers()).toEqual([]);
    });

    it('prepares nothing when the caller has given up already', async () => {
      await using fixture = await makeFixture();
      await refusal(fixture.network.prepare('suite', config, { signal: AbortSignal.abort() }), 'CANCELLED');
      expect(await fixture.leftovers()).toEqual([]);
    });
  });
}
