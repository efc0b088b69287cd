// SPDX-License-Identifier: Apache-2.0

import type { ProcessExit } from '@virtcontainers/core';
import type { FakeProcess, FakeProgram } from './fake-process.js';

const exited = (code: number): ProcessExit => ({ kind: 'exited', code });

/** Copies standard input to standard output. */
async function cat(process: FakeProcess): Promise<ProcessExit> {
  for (;;) {
    const data = await process.stdin.read(4096, process.ended);
    if (data.length === 0) return exited(0);
    await process.stdout.writeAll(data, process.ended);
  }
}

/** Prints its arguments. */
async function echo(process: FakeProcess): Promise<ProcessExit> {
  await process.print(`${process.cmd.args.slice(1).join(' ')}\n`);
  return exited(0);
}

/** Waits for a signal, however many seconds it is asked to sleep. */
function sleep(): Promise<ProcessExit> {
  return new Promise(() => undefined);
}

/** Knows one script: `exit N`. */
function sh({ cmd }: FakeProcess): ProcessExit {
  const code = /^exit (?<code>\d{1,3})$/u.exec(cmd.args[2] ?? '')?.groups?.['code'];
  return exited(code === undefined ? 2 : Number(code));
}

/** The programs of a fake guest, by path. A name without a slash is looked up in `/bin`. */
export const fakeUserland: Readonly<Record<string, FakeProgram>> = {
  '/bin/true': () => exited(0),
  '/bin/false': () => exited(1),
  '/bin/cat': cat,
  '/bin/echo': echo,
  '/bin/sleep': sleep,
  '/bin/sh': sh,
};
