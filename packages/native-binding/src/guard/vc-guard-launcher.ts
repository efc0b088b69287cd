// SPDX-License-Identifier: Apache-2.0

import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { Duplex, Readable } from 'node:stream';
import {
  firstStreamFd,
  orAborted,
  VirtcontainersError,
  withDeadline,
  type GuardedCommand,
  type GuardedProcess,
  type HypervisorExit,
  type ProcessGuard,
  type WaitOptions,
} from '@virtcontainers/core';
import { codeOfErrno } from '../errno-code.js';
import { findNativeFile } from '../native-file.js';
import { NativeError } from '../native-error.js';
import { waitForProcessEnd } from '../process-end.js';
import { ControlConnection } from './control-connection.js';
import { GuardedProgram, type GuardEnd } from './guarded-program.js';

/** Milliseconds that starting a program may take when the caller does not say. */
const defaultLaunchTimeoutMs = 10_000;

/** Milliseconds that the kernel may take to end a program whose guard was killed: it is a matter of its memory's size. */
const killedTimeoutMs = 10_000;

/** The control socket's descriptor in the guard: the one before the program's streams. */
const controlFd = firstStreamFd - 1;

/** Options of {@link VcGuardLauncher}. */
export interface VcGuardLauncherOptions {
  /** Path of the `vc-guard` program. Default: the one that was built with this package. */
  readonly guardPath?: string;
}

/** Core's `ProcessGuard` by the native program `vc-guard`, one process for each launched program. */
export class VcGuardLauncher implements ProcessGuard {
  readonly #guardPath: string | undefined;

  constructor(options: VcGuardLauncherOptions = {}) {
    this.#guardPath = options.guardPath;
  }

  async launch(command: GuardedCommand, options: WaitOptions = {}): Promise<GuardedProcess> {
    try {
      const wait = { what: `${command.program} to start`, defaultTimeoutMs: defaultLaunchTimeoutMs };
      return await withDeadline(wait, options, (signal) =>
        start(this.#guardPath ?? findNativeFile('vc-guard'), command, signal),
      );
    } catch (error) {
      await rm(command.runDir, { recursive: true, force: true });
      throw error;
    }
  }
}

async function start(guardPath: string, command: GuardedCommand, signal: AbortSignal): Promise<GuardedProcess> {
  const guard = spawn(guardPath, guardArguments(command), { stdio: guardStdio(command), cwd: '/' });
  await spawned(guard, guardPath);
  const control = new ControlConnection(streamAt(guard, controlFd), command.program);
  const end = ended(guard, control, command.runDir);
  const streams = command.streams.map((name, index) => [name, streamAt(guard, firstStreamFd + index)] as const);
  try {
    const pid = await orAborted(control.started, signal);
    const { pid: guardPid, stdout: output } = guard as ChildProcess & { pid: number; stdout: Readable };
    const killGuard = (): void => {
      guard.kill('SIGKILL');
    };
    return new GuardedProgram({ pid, guardPid, control, output, streams: new Map(streams), end, killGuard });
  } catch (error) {
    for (const [, stream] of streams) stream.destroy();
    guard.stdout?.destroy();
    control.close();
    await end;
    throw error;
  }
}

function guardArguments(command: GuardedCommand): string[] {
  const kept = command.streams.length + (command.passedFds?.length ?? 0);
  return [
    ...['--control', String(controlFd), '--run-dir', command.runDir],
    ...(command.shareTree ? ['--share'] : []),
    ...Array.from({ length: kept }, (_, index) => ['--keep', String(firstStreamFd + index)]).flat(),
    ...['--', command.program, ...command.args],
  ];
}

/** Each 'pipe' is a socket pair in Node.js. The guard's own standard error tells of misuse only: a fault of ours. */
function guardStdio(command: GuardedCommand): StdioOptions {
  return [
    'ignore',
    'pipe',
    'inherit',
    'pipe',
    ...command.streams.map(() => 'pipe' as const),
    ...(command.passedFds ?? []),
  ];
}

function streamAt(guard: ChildProcess, fd: number): Duplex {
  return guard.stdio[fd] as Duplex;
}

async function spawned(guard: ChildProcess, guardPath: string): Promise<void> {
  try {
    await once(guard, 'spawn');
  } catch (cause) {
    const errno = (cause as NodeJS.ErrnoException).code ?? 'UNKNOWN';
    throw new NativeError(codeOfErrno(errno), `cannot execute the guard ${guardPath}: ${errno}`, { cause, errno });
  }
}

/** Settles when guard and program are gone, and the run directory with them. Never rejects. */
async function ended(guard: ChildProcess, control: ControlConnection, runDir: string): Promise<GuardEnd> {
  const [exit] = await Promise.all([control.closed, once(guard, 'exit')]);
  if (exit !== undefined) return removed(exit, runDir);
  // A guard that was killed reports nothing: the kernel kills the program with it, and takes a moment to.
  const survivor = await control.started.then(programEnd, () => undefined);
  const end = await removed({ signal: 'SIGKILL' }, runDir);
  return survivor === undefined ? end : { ...end, residue: survivor };
}

/** Waits for the end of a program whose guard was killed; what kept it from being seen to end is the result. */
async function programEnd(pid: number): Promise<VirtcontainersError | undefined> {
  try {
    await waitForProcessEnd(pid, { timeoutMs: killedTimeoutMs });
    return undefined;
  } catch (error) {
    const failure = VirtcontainersError.from(error);
    return failure.code === 'NOT_FOUND' ? undefined : failure;
  }
}

/** The guard has done this unless it was killed; its mounts are gone with it, so nothing here leads out of the directory. */
async function removed(exit: HypervisorExit, runDir: string): Promise<GuardEnd> {
  try {
    await rm(runDir, { recursive: true, force: true });
    return { exit };
  } catch (cause) {
    const { code: errno = 'UNKNOWN', syscall = 'rm' } = cause as NodeJS.ErrnoException;
    return { exit, residue: NativeError.ofErrno(errno, syscall, `cannot remove ${runDir}`, { cause }) };
  }
}
