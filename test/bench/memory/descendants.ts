// SPDX-License-Identifier: Apache-2.0
import { readFile, readdir } from 'node:fs/promises';

/** A process as proc(5) shows it. */
export interface RunningProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** The name of its program, cut by the kernel after 15 characters. */
  readonly name: string;
}

/** Every process on the machine that can be seen, without those that end while we look. */
export async function runningProcesses(): Promise<readonly RunningProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map(readStat));
  return stats.flatMap((stat) => (stat === undefined ? [] : [parseStat(stat)]));
}

/** The children of a process, their children, and so on. */
export function descendantsOf(pid: number, all: readonly RunningProcess[]): readonly RunningProcess[] {
  return all.filter(({ parentPid }) => parentPid === pid).flatMap((child) => [child, ...descendantsOf(child.pid, all)]);
}

/** Reads a line of `/proc/<pid>/stat`. The name stands in brackets and may hold any character, brackets too. */
export function parseStat(line: string): RunningProcess {
  const [, pid, name, parentPid] = /^(\d+) \((.*)\) \S (\d+) /s.exec(line) ?? [];
  if (name === undefined) throw new Error(`not a line of a stat file: ${line}`);
  return { pid: Number(pid), parentPid: Number(parentPid), name };
}

async function readStat(pid: string): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
