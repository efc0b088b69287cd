// SPDX-License-Identifier: Apache-2.0

import type { Readable, Writable } from 'node:stream';
import type {
  Annotations,
  CmdInput,
  ContainerStateName,
  ContainerStats,
  ContainerStatus,
  ProcessExit,
  WaitOptions,
} from '@virtcontainers/core';
import type { GraceOptions } from '../call-options.js';
import type { Exec } from '../exec/exec.js';
import type { ExecOptions } from '../exec/exec-options.js';
import type { Process } from '../process/process.js';
import type { Sandbox } from '../sandbox/sandbox.js';

/** A container of a sandbox. */
export interface Container {
  /** Unique in its sandbox. */
  readonly id: string;
  readonly sandbox: Sandbox;
  readonly state: ContainerStateName;
  readonly annotations: Readonly<Annotations>;
  /** Its init process. A container that is started again has a new one. */
  readonly process: Process;
  /** Token of the init process: the container's id. */
  readonly token: string;
  /** Process id on this host that stands for the init process; 0, because nothing stands for it outside the guest. */
  readonly pid: number;
  /** Standard output of the init process; see {@link Process.stdout}. */
  readonly stdout: Readable;
  /** Standard error of the init process; see {@link Process.stderr}. */
  readonly stderr: Readable;
  /** Standard input of the init process, open until `end()` is called; see {@link Process.stdin}. */
  readonly stdin: Writable;
  /** What the container is at the moment. */
  status(): ContainerStatus;
  /** Resolves with how the init process ended; see {@link Process.wait}. */
  wait(options?: WaitOptions): Promise<ProcessExit>;
  /**
   * Runs a further command in the running container. The result is awaitable,
   * async-iterable and has the command's streams. Errors come when it is used: INVALID_ARGUMENT (bad
   * command, no such user), INVALID_STATE, NOT_FOUND (no such program), UNSUPPORTED, UNAVAILABLE.
   *
   * @param cmd - program and arguments, or a command with all its fields
   */
  exec(cmd: readonly string[] | CmdInput, options?: ExecOptions): Exec;
  /** Starts a further process in the running container, its standard input open; errors as exec's. */
  enter(cmd: CmdInput, options?: WaitOptions): Promise<Process>;
  /**
   * Sends a signal to the init process, or to all processes. To a container that
   * has ended: success for SIGKILL, else NOT_FOUND.
   *
   * @param signal - name or number. Default: `SIGTERM`
   */
  kill(signal?: string | number, options?: KillOptions): Promise<void>;
  /** Starts it: from `ready`, or from `stopped`, which makes it again in the guest. */
  start(options?: WaitOptions): Promise<void>;
  /** SIGTERM, a grace period, SIGKILL; then it is removed in the guest. Stopped already: success. */
  stop(options?: WaitOptions & GraceOptions): Promise<void>;
  /** Removes it. INVALID_STATE while it runs. */
  delete(options?: WaitOptions): Promise<void>;
  /** What it uses at the moment. */
  stats(options?: WaitOptions): Promise<ContainerStats>;
}

/** Options of {@link Container.kill}. */
export interface KillOptions extends WaitOptions {
  /** Signal every process of the container. Default: false, only its init process. */
  readonly all?: boolean;
}
