// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { median, percentile } from './percentile.js';

test('the nearest rank, whatever the order', () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(median(samples)).toBe(50);
  expect(percentile(samples, 0.99)).toBe(99);
  expect(percentile(samples, 0)).toBe(1);
  expect(percentile(samples, 1)).toBe(100);
});

test('one sample is every percentile of itself', () => {
  expect(percentile([7], 0.99)).toBe(7);
});

test('no samples have none', () => {
  expect(() => median([])).toThrow(RangeError);
});
