// SPDX-License-Identifier: Apache-2.0

import { type ProcessExit, VirtcontainersError } from '@virtcontainers/core';

/** How many bytes of standard error an error quotes. */
const quotedBytes = 2_000;

/** The whole result of a command. */
export class ExecResult {
  /** How it ended. A code other than 0 is no error: see {@link orThrow}. */
  readonly exit: ProcessExit;
  /** What it wrote to standard output. */
  readonly stdoutBytes: Buffer;
  /** What it wrote to standard error. */
  readonly stderrBytes: Buffer;

  constructor(exit: ProcessExit, stdoutBytes: Buffer, stderrBytes: Buffer) {
    this.exit = exit;
    this.stdoutBytes = stdoutBytes;
    this.stderrBytes = stderrBytes;
  }

  /** Standard output as UTF-8. */
  get stdout(): string {
    return this.stdoutBytes.toString();
  }

  /** Standard error as UTF-8. */
  get stderr(): string {
    return this.stderrBytes.toString();
  }

  /** Whether it exited with code 0. */
  get ok(): boolean {
    return this.exit.kind === 'exited' && this.exit.code === 0;
  }

  /**
   * This result, where the command exited with code 0.
   *
   * @throws ExecError otherwise; its `result` is this one
   */
  orThrow(): this {
    if (this.ok) return this;
    throw new ExecError(this);
  }
}

/** A command that did not exit with code 0, for those who asked for an error. */
export class ExecError extends VirtcontainersError {
  override readonly name = 'ExecError';
  readonly result: ExecResult;

  constructor(result: ExecResult) {
    const { code, words } = explain(result.exit);
    const stderr = result.stderrBytes.subarray(-quotedBytes).toString().trimEnd();
    super(code, `the command ${words}${stderr === '' ? '' : `: ${stderr}`}`, {
      phase: 'run',
      retryable: false,
      details: { exit: result.exit },
    });
    this.result = result;
  }
}

function explain(exit: ProcessExit): { readonly code: VirtcontainersError['code']; readonly words: string } {
  switch (exit.kind) {
    case 'exited':
      return { code: 'INTERNAL', words: `exited with code ${exit.code}` };
    case 'signaled':
      return { code: 'INTERNAL', words: `was ended by ${exit.signal}` };
    case 'oomKilled':
      return { code: 'RESOURCE_EXHAUSTED', words: `ran out of the memory of its ${exit.scope}` };
    case 'timedOut':
      return { code: 'TIMEOUT', words: `took longer than ${exit.timeoutMs} ms` };
    case 'vmDied':
      return { code: 'UNAVAILABLE', words: 'lost its virtual machine' };
    case 'unknown':
      return { code: 'UNAVAILABLE', words: `ended nobody knows how: ${exit.reason}` };
  }
}
