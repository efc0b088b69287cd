// SPDX-License-Identifier: Apache-2.0

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from './host.js';

const cpuDirectory = '/sys/devices/system/cpu/cpu0';

/**
 * The frequency of the host's time stamp counter in kHz, where it can be known
 * without measuring. A processor that changes its speed tells its base
 * frequency (Intel's and AMD's drivers in a file each), by which its counter
 * runs; one whose speed never changes, as on a virtual host, tells it in
 * `/proc/cpuinfo`. Undefined where neither is so.
 *
 * @param directory - the processor's directory in sysfs
 */
export async function tscFrequencyKhz(
  host: Pick<Host, 'cpuInfo'>,
  directory = cpuDirectory,
): Promise<number | undefined> {
  const baseKhz = await readNumber(join(directory, 'cpufreq/base_frequency'));
  if (baseKhz !== undefined) return baseKhz;
  const nominalMhz = await readNumber(join(directory, 'acpi_cppc/nominal_freq'));
  if (nominalMhz !== undefined) return nominalMhz * 1000;
  const changesSpeed = (await readText(join(directory, 'cpufreq/scaling_driver'))) !== undefined;
  return changesSpeed ? undefined : parseCpuMhz(await host.cpuInfo());
}

/** The first processor's frequency in kHz out of `/proc/cpuinfo`. */
export function parseCpuMhz(cpuInfo: string): number | undefined {
  const mhz = Number(/^cpu MHz\s*:\s*([\d.]+)$/mu.exec(cpuInfo)?.[1]);
  return mhz > 0 ? Math.round(mhz * 1000) : undefined;
}

async function readNumber(path: string): Promise<number | undefined> {
  const value = Number(await readText(path));
  return value > 0 ? value : undefined;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Only some drivers have these files; a virtual host has none of them.
    return undefined;
  }
}
