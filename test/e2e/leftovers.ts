// SPDX-License-Identifier: Apache-2.0

import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** What there is on this machine that sandboxes of one store could have left. */
export interface MachineState {
  /** Processes that have the store's path in their arguments, and all children of this process. */
  readonly processes: readonly string[];
  /** Mounts below the store that this process sees. */
  readonly mounts: readonly string[];
  /** Unix sockets bound below the store. */
  readonly sockets: readonly string[];
  /** What is in the store's directory. */
  readonly directories: readonly string[];
  /** How many sockets this process has open: a stream to a hypervisor that was never closed is one more. */
  readonly openSockets: number;
}

/** Looks at this machine. Nothing that other stores' sandboxes do is seen. */
export async function machineState(store: string): Promise<MachineState> {
  const [processes, mounts, sockets, directories, openSockets] = await Promise.all([
    processesOf(store),
    linesWith('/proc/self/mountinfo', store),
    linesWith('/proc/net/unix', store),
    namesIn(store),
    countOpenSockets(),
  ]);
  return { processes, mounts, sockets, directories, openSockets };
}

/** Every process that has a text in its arguments, and every child of this process, by command line. */
async function processesOf(text: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const found = await Promise.all(pids.map((pid) => describeIfOurs(pid, text)));
  return found.filter((line) => line !== undefined).sort();
}

async function describeIfOurs(pid: string, text: string): Promise<string | undefined> {
  const [cmdline, status] = await Promise.all([readProc(pid, 'cmdline'), readProc(pid, 'status')]);
  if (Number(pid) === process.pid) return undefined;
  const isChild = status.includes(`\nPPid:\t${process.pid}\n`);
  return isChild || cmdline.includes(text) ? `${pid} ${cmdline.replaceAll('\0', ' ').slice(0, 200)}` : undefined;
}

/** A process may end while it is looked at; then it is not there. */
async function readProc(pid: string, file: string): Promise<string> {
  try {
    return await readFile(join('/proc', pid, file), 'utf8');
  } catch {
    return '';
  }
}

/** Process ids of those that run a program and have a text in their arguments. */
export async function pidsOf(program: string, text: string): Promise<number[]> {
  const lines = await processesOf(text);
  return lines.filter((line) => line.split(' ')[1]?.endsWith(program) === true).map((line) => Number.parseInt(line));
}

async function linesWith(path: string, text: string): Promise<string[]> {
  return (await readFile(path, 'utf8')).split('\n').filter((line) => line.includes(text));
}

async function namesIn(directory: string): Promise<string[]> {
  return (await readdir(directory)).sort();
}

async function countOpenSockets(): Promise<number> {
  const fds = await readdir('/proc/self/fd');
  const targets = await Promise.all(fds.map((fd) => readlink(join('/proc/self/fd', fd)).catch(() => '')));
  return targets.filter((target) => target.startsWith('socket:')).length;
}
