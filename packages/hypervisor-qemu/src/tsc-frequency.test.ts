// SPDX-License-Identifier: Apache-2.0

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parseCpuMhz, tscFrequencyKhz } from './tsc-frequency.js';

const host = { cpuInfo: () => Promise.resolve('cpu MHz\t\t: 1200.500\n') };

test.each<[string, Record<string, string>, number | undefined]>([
  ["Intel's base frequency", { 'cpufreq/base_frequency': '2600000\n', 'cpufreq/scaling_driver': 'x\n' }, 2_600_000],
  ["AMD's nominal frequency", { 'acpi_cppc/nominal_freq': '3400\n', 'cpufreq/scaling_driver': 'x\n' }, 3_400_000],
  ['a speed that never changes', {}, 1_200_500],
  ['no more than the speed of the moment', { 'cpufreq/scaling_driver': 'acpi-cpufreq\n' }, undefined],
])('knows it from %s', async (_, files, khz) => {
  const directory = await mkdtemp(join(tmpdir(), 'cpu-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
  expect(await tscFrequencyKhz(host, directory)).toBe(khz);
  await rm(directory, { recursive: true });
});

test("reads the first processor's frequency", () => {
  expect(parseCpuMhz('model name\t: X\ncpu MHz\t\t: 2596.106\n\nprocessor\t: 1\ncpu MHz\t\t: 1200.000\n')).toBe(
    2_596_106,
  );
});

test.each(['', 'cpu MHz\t\t: unknown\n', 'cpu MHz\t\t: 0.000\n'])('knows nothing from %o', (cpuInfo) => {
  expect(parseCpuMhz(cpuInfo)).toBeUndefined();
});
