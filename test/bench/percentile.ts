// SPDX-License-Identifier: Apache-2.0

/**
 * The value below or at which a share of the samples lies (nearest rank).
 *
 * @param samples - in any order, at least one
 * @param share - from 0 to 1; 0.5 is the median
 */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('no samples');
  return value;
}

/** The middle one of the samples. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}
