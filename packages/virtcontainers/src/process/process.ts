// SPDX-License-Identifier: Apache-2.0

import type { Readable, Writable } from 'node:stream';
import type { ProcessExit, WaitOptions } from '@virtcontainers/core';

/** A process in a container: its init process, or one that entered it. */
export interface Process {
  /** Names the process; unique in its sandbox. The init process's token is its container's id. */
  readonly token: string;
  /** Id of the container that it runs in. */
  readonly containerId: string;
  /** When it was started; undefined before that. */
  readonly startTime: Date | undefined;
  /**
   * Standard input, or the terminal's. A write waits until the process takes it;
   * `end()` closes it.
   */
  readonly stdin: Writable;
  /**
   * Standard output, or the terminal's output. Up to 256 KiB are buffered here and
   * as much in the guest; then the process blocks until somebody reads, so that
   * nothing is lost. Reading may begin at any time. Destroy it to throw the rest away.
   */
  readonly stdout: Readable;
  /** Standard error; ends at once for a process with a terminal. As {@link stdout}. */
  readonly stderr: Readable;
  /**
   * Resolves with how the process ended. That is known once the process has ended
   * and both its outputs have come to their end, so somebody must read an output
   * that is longer than the buffers. Cutting the wait short (CANCELLED, TIMEOUT)
   * leaves the process alone. Default timeout: none.
   */
  wait(options?: WaitOptions): Promise<ProcessExit>;
  /**
   * Sends a signal. A process that is gone already: success.
   *
   * @param signal - a name such as `SIGTERM`, or a number from 1 to 64. Default: `SIGTERM`
   * @throws VirtcontainersError INVALID_ARGUMENT: no such signal; INVALID_STATE: it was not started yet
   */
  kill(signal?: string | number, options?: WaitOptions): Promise<void>;
  /** Sets the size of its terminal in characters, each 1 to 65535. INVALID_ARGUMENT: a size out of range. */
  resize(rows: number, columns: number, options?: WaitOptions): Promise<void>;
}
