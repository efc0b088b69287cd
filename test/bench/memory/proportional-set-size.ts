// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';

/**
 * The memory of a process in MiB, with what it shares with others divided among them (PSS in proc(5)).
 */
export async function proportionalSetSizeMib(pid: number): Promise<number> {
  return parsePssMib(await readFile(`/proc/${pid}/smaps_rollup`, 'utf8'));
}

/** The proportional set size in the text of a `smaps_rollup` file. */
export function parsePssMib(smapsRollup: string): number {
  const kib = /^Pss:\s+(\d+) kB$/m.exec(smapsRollup)?.[1];
  if (kib === undefined) throw new Error('no Pss line in smaps_rollup');
  return Number(kib) / 1024;
}
