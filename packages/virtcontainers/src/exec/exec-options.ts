// SPDX-License-Identifier: Apache-2.0

import type { WaitOptions } from '@virtcontainers/core';
import type { TerminalSize } from '../process/terminal-size.js';

/** Most output that an awaited command may have, in bytes, when nobody says how much. */
export const defaultMaxOutputBytes = 16_777_216;

/** Time between SIGTERM and SIGKILL for a command that is cut off, in milliseconds, when nobody says how long. */
export const defaultKillGraceMs = 2_000;

/** What can be sent to a command as its whole standard input. */
export type ExecInput = string | Uint8Array | AsyncIterable<Uint8Array | string>;

/**
 * Options of {@link Container.exec}. When `timeoutMs` passes, the command gets
 * SIGTERM and then SIGKILL, and its exit is `timedOut`: that is data, no error.
 * When `signal` fires the same is done, and what waits for the command rejects
 * with CANCELLED once it is gone.
 */
export interface ExecOptions extends WaitOptions {
  /** Sent to the command's standard input, which is then closed. */
  readonly input?: ExecInput;
  /**
   * `pipe` leaves standard input open for `stdin`; `none` closes it at once.
   * Default: `none`, but `pipe` with a terminal.
   */
  readonly stdin?: 'pipe' | 'none';
  /** Run it in a terminal, of this size. Default: none. */
  readonly terminal?: boolean | TerminalSize;
  /** Environment variables, beside those that it has anyway. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  /** Directory to start in. Default: as the command or its container says. */
  readonly workDir?: string;
  /** User, by name or number. Default: as the command or its container says. */
  readonly user?: string;
  /**
   * Most output, of both streams together, that is kept when the whole result is
   * awaited, in bytes. A command that says more is killed, and the wait rejects with
   * RESOURCE_EXHAUSTED. Default: {@link defaultMaxOutputBytes}.
   */
  readonly maxOutputBytes?: number;
  /** Time between SIGTERM and SIGKILL when it is cut off, in milliseconds. Default: {@link defaultKillGraceMs}. */
  readonly killGraceMs?: number;
}
