// SPDX-License-Identifier: Apache-2.0

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import {
  type GuardedCommand,
  type GuardedProcess,
  type HypervisorExit,
  type ProcessGuard,
  VirtcontainersError,
  type WaitOptions,
  firstStreamFd,
} from '@virtcontainers/core';

/** Starts programs by a plain spawn: a guard for tests of what runs under one, without its mounts. */
export class SpawnGuard implements ProcessGuard {
  /** Everything that was started, in order. */
  readonly processes: GuardedProcess[] = [];

  async launch(command: GuardedCommand, options: WaitOptions = {}): Promise<GuardedProcess> {
    options.signal?.throwIfAborted();
    if (command.shareTree) await mkdir(join(command.runDir, 'shared'), { recursive: true });
    const child = spawn(command.program, command.args, { stdio: stdioOf(command) });
    await once(child, 'spawn');
    const guarded = new SpawnedProcess(child, command);
    this.processes.push(guarded);
    return guarded;
  }
}

class SpawnedProcess implements GuardedProcess {
  readonly pid: number;
  readonly guardPid = process.pid;
  readonly exit: Promise<HypervisorExit>;
  readonly output: Readable;
  readonly #child: ChildProcess;
  readonly #streams: readonly string[];

  constructor(child: ChildProcess, command: GuardedCommand) {
    if (child.pid === undefined || child.stderr === null) throw new Error('the program was not started');
    this.pid = child.pid;
    this.output = child.stderr;
    this.#child = child;
    this.#streams = command.streams;
    this.exit = ended(child, command.runDir);
  }

  stream(name: string): Duplex {
    const stream = this.#child.stdio[firstStreamFd + this.#streams.indexOf(name)];
    if (stream === undefined || stream === null) throw new Error(`there is no stream ${name}`);
    return stream as Duplex;
  }

  bind(): Promise<void> {
    return Promise.reject(new VirtcontainersError('UNSUPPORTED', 'a spawned program has no share tree'));
  }

  unbind(): Promise<void> {
    return this.bind();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.exit;
  }
}

function stdioOf(command: GuardedCommand): StdioOptions {
  const streams = command.streams.map(() => 'pipe' as const);
  return ['ignore', 'ignore', 'pipe', 'ignore', ...streams, ...(command.passedFds ?? [])];
}

async function ended(child: ChildProcess, runDir: string): Promise<HypervisorExit> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  await rm(runDir, { recursive: true, force: true });
  return signal === null ? { code: code ?? 0 } : { signal };
}
