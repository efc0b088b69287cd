// SPDX-License-Identifier: Apache-2.0

import { expect, test } from 'vitest';
import { parseCpuMhz } from './tsc-frequency.js';

test("reads the first processor's frequency", () => {
  expect(parseCpuMhz('model name\t: X\ncpu MHz\t\t: 2596.106\n\nprocessor\t: 1\ncpu MHz\t\t: 1200.000\n')).toBe(
    2_596_106,
  );
});

test.each(['', 'cpu MHz\t\t: unknown\n', 'cpu MHz\t\t: 0.000\n'])('knows nothing from %o', (cpuInfo) => {
  expect(parseCpuMhz(cpuInfo)).toBeUndefined();
});
