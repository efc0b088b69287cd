// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { measureRoundTrips } from './round-trips.js';

test('makes as many calls as asked for, and never more at a time', async () => {
  let running = 0;
  let most = 0;
  let calls = 0;
  const call = async (): Promise<void> => {
    calls += 1;
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
  };
  const { durationsUs, perSecond } = await measureRoundTrips(call, 4, 100);
  expect(durationsUs).toHaveLength(100);
  expect(calls).toBe(110);
  expect(most).toBe(4);
  expect(perSecond).toBeGreaterThan(0);
});
