// SPDX-License-Identifier: Apache-2.0

import { readFile } from 'node:fs/promises';
import type { Host } from './host.js';

const baseFrequencyPath = '/sys/devices/system/cpu/cpu0/cpufreq/base_frequency';

/**
 * The host's time stamp counter frequency in kHz, as well as it can be known
 * without measuring: the processor's base frequency where the kernel tells it
 * (its current one differs by the power saved), else what `/proc/cpuinfo` says,
 * which on a virtual host is the counter's own. Undefined where neither is known.
 */
export async function tscFrequencyKhz(host: Pick<Host, 'cpuInfo'>): Promise<number | undefined> {
  return (await baseFrequencyKhz()) ?? parseCpuMhz(await host.cpuInfo());
}

/** The first processor's frequency in kHz out of `/proc/cpuinfo`. */
export function parseCpuMhz(cpuInfo: string): number | undefined {
  const mhz = Number(/^cpu MHz\s*:\s*([\d.]+)$/mu.exec(cpuInfo)?.[1]);
  return mhz > 0 ? Math.round(mhz * 1000) : undefined;
}

async function baseFrequencyKhz(): Promise<number | undefined> {
  try {
    const khz = Number(await readFile(baseFrequencyPath, 'utf8'));
    return khz > 0 ? khz : undefined;
  } catch {
    // Only some drivers have the file; a virtual host has none.
    return undefined;
  }
}
