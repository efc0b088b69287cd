// SPDX-License-Identifier: Apache-2.0

import type { Duplex, Readable } from 'node:stream';
import type { HypervisorExit } from './boot-report.js';
import type { WaitOptions } from './wait-options.js';

/** A program to run under the guard. */
export interface GuardedCommand {
  /** Absolute path, or a name looked up in PATH. */
  readonly program: string;
  readonly args: readonly string[];
  /**
   * Names of byte streams between the caller and the program, in order: the
   * first is the program's descriptor {@link firstStreamFd}, the next the one
   * after it, and so on. Each is an AF_UNIX socket pair.
   */
  readonly streams: readonly string[];
  /** Descriptors of the caller to hand on, numbered after the streams. The caller still owns and closes its own. */
  readonly passedFds?: readonly number[];
  /** The sandbox's run directory, which exists; it is removed with all that is in it when the program ends. */
  readonly runDir: string;
  /** Whether to make the share tree (`mounts` and `shared`) in the run directory. */
  readonly shareTree: boolean;
}

/** The descriptor number under which a guarded program finds its first stream. */
export const firstStreamFd = 4;

/** Options of {@link GuardedProcess.bind}. */
export interface BindOptions extends WaitOptions {
  /** Refuse writes through the share. Default: false. */
  readonly readOnly?: boolean;
  /** Take the mounts below the source along. Default: false. */
  readonly recursive?: boolean;
}

/** A program under the guard, and the share tree that lives and dies with it. Disposing kills it and waits until all is gone. */
export interface GuardedProcess extends AsyncDisposable {
  /** The program's process id on this host. */
  readonly pid: number;
  /** The guard's process id on this host. */
  readonly guardPid: number;
  /** Settles when the program and the guard are gone and the run directory is removed. Never rejects. */
  readonly exit: Promise<HypervisorExit>;
  /** The program's standard error, joined with its standard output. */
  readonly output: Readable;
  /** The caller's end of a stream named in {@link GuardedCommand.streams}. */
  stream(name: string): Duplex;
  /**
   * Binds a host directory or regular file at `name` (relative, no symbolic
   * link on the way) in the share tree; parents are made. The mount is seen by
   * the guarded program only. NOT_FOUND: no such source; ALREADY_EXISTS: the
   * name is taken; INVALID_ARGUMENT: source of another kind, or a bad name.
   */
  bind(source: string, name: string, options?: BindOptions): Promise<void>;
  /** Takes a bind away (lazily) and removes its name and the parents it leaves empty. NOT_FOUND: no such bind. */
  unbind(name: string, options?: WaitOptions): Promise<void>;
  /** Kills the program. Repeatable. The exit tells when it is gone. */
  kill(): void;
}

/**
 * Starts programs so that they cannot outlive the calling process, however it
 * ends, nor leave a mount or a directory behind.
 */
export interface ProcessGuard {
  /**
   * Starts a program; resolves when it has been executed. NOT_FOUND: no such
   * program; PERMISSION_DENIED: not allowed to make the mount namespace.
   * Nothing is left when it rejects.
   */
  launch(command: GuardedCommand, options?: WaitOptions): Promise<GuardedProcess>;
}
