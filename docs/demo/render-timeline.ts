// SPDX-License-Identifier: Apache-2.0
import type { BootReport } from '@virtcontainers/core';

/** The phases of a boot with the milliseconds that each took, a bar to compare them by, and their sum. */
export function renderTimeline({ timeline, accelerator }: Pick<BootReport, 'timeline' | 'accelerator'>): string {
  const longestMs = Math.max(...timeline.map(({ durationMs }) => durationMs));
  const totalMs = Math.max(...timeline.map(({ startMs, durationMs }) => startMs + durationMs));
  const line = (name: string, ms: number, bar: string): string =>
    `  ${name.padEnd(10)}${ms.toFixed(1).padStart(9)} ms  ${bar}`.trimEnd();
  return [
    `boot timeline (${accelerator})`,
    ...timeline.map(({ phase, durationMs }) => line(phase, durationMs, '#'.repeat(barLength(durationMs, longestMs)))),
    line('all', totalMs, ''),
  ].join('\n');
}

const barLength = (durationMs: number, longestMs: number): number => Math.round((40 * durationMs) / longestMs);
