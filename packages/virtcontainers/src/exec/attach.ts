// SPDX-License-Identifier: Apache-2.0

import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ProcessExit } from '@virtcontainers/core';
import type { Exec } from './exec.js';

/** Standard streams to attach a command to: those of a Node.js process fit. */
export interface AttachTarget {
  readonly stdin: Readable & {
    readonly isTTY?: boolean;
    /** Has the terminal pass on each key as it is, where it is one. */
    readonly setRawMode?: (raw: boolean) => unknown;
  };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly rows?: number; readonly columns?: number };
  readonly stderr: Writable;
}

/** What undoes a part of an attachment. */
type Undo = () => void;

/**
 * Connects a command to a host's standard streams until it ends: its output goes
 * out, input goes in where it takes any, and a terminal is put in raw mode and keeps the
 * command's at its size. Then the streams are as they were before; none of the host's is closed.
 */
export async function attach(exec: Exec, host: AttachTarget, hasTerminal: boolean): Promise<ProcessExit> {
  const undos: Undo[] = [];
  try {
    await exec.started;
    if (hasTerminal) undos.push(useRawMode(host), followSize(exec, host));
    if (exec.takesInput) undos.push(passInput(exec, host));
    await Promise.all([passOutput(exec.stdout, host.stdout), passOutput(exec.stderr, host.stderr)]);
    return await exec.wait();
  } finally {
    for (const undo of undos) undo();
  }
}

function useRawMode({ stdin }: AttachTarget): Undo {
  if (stdin.isTTY !== true) return () => undefined;
  stdin.setRawMode?.(true);
  return () => {
    stdin.setRawMode?.(false);
  };
}

function followSize(exec: Exec, { stdout }: AttachTarget): Undo {
  const follow = (): void => {
    const { rows, columns } = stdout;
    if (rows === undefined || columns === undefined) return;
    // A command that has just ended has no terminal to resize; how it ended is told anyway.
    exec.resize(rows, columns).catch(() => undefined);
  };
  follow();
  stdout.on('resize', follow);
  return () => {
    stdout.off('resize', follow);
  };
}

function passInput(exec: Exec, { stdin }: AttachTarget): Undo {
  stdin.pipe(exec.stdin);
  return () => {
    stdin.unpipe(exec.stdin);
    stdin.pause();
  };
}

/** Output that breaks off is explained by the exit. */
async function passOutput(from: Readable, to: Writable): Promise<void> {
  from.pipe(to, { end: false });
  await finished(from).catch(() => undefined);
}
