// SPDX-License-Identifier: Apache-2.0

/** What a series of round trips came to. */
export interface RoundTrips {
  /** How long each took, in microseconds. */
  readonly durationsUs: readonly number[];
  /** Round trips a second over the whole series. */
  readonly perSecond: number;
}

/**
 * Makes round trips, a given number of them under way at any time.
 *
 * @param call - makes one
 * @param inFlight - how many run side by side
 * @param count - how many are measured; a tenth of it runs before, unmeasured
 */
export async function measureRoundTrips(
  call: () => Promise<unknown>,
  inFlight: number,
  count: number,
): Promise<RoundTrips> {
  await run(call, inFlight, Math.ceil(count / 10));
  const startedMs = performance.now();
  const durationsUs = await run(call, inFlight, count);
  return { durationsUs, perSecond: (count * 1000) / (performance.now() - startedMs) };
}

async function run(call: () => Promise<unknown>, inFlight: number, count: number): Promise<number[]> {
  const durationsUs: number[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const startedMs = performance.now();
      await call();
      durationsUs.push((performance.now() - startedMs) * 1000);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return durationsUs;
}
