// SPDX-License-Identifier: Apache-2.0

import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type Deferred,
  deferred,
  orAborted,
  type ProcessExit,
  VirtcontainersError,
  type WaitOptions,
  withDeadline,
} from '@virtcontainers/core';
import type { GuestProcess } from '../process/guest-process.js';
import { waitFor } from '../wait-for.js';
import { attach, type AttachTarget } from './attach.js';
import { collectOutput } from './collect-output.js';
import { defaultKillGraceMs, defaultMaxOutputBytes, type ExecInput, type ExecOptions } from './exec-options.js';
import { ExecResult } from './exec-result.js';
import { inputBroke, inputChunks } from './input-chunks.js';
import { type OutputChunk, outputChunks } from './output-chunks.js';
import { supervise, terminate } from './supervise.js';

/**
 * A command that runs in a container. Await it for the whole result, iterate over
 * it for its output as it comes, or use its streams; for one of these, not for
 * several, because output is there once. It runs whether or not anybody does.
 */
export class Exec implements PromiseLike<ExecResult>, AsyncIterable<OutputChunk> {
  readonly #process: GuestProcess;
  readonly #options: ExecOptions;
  readonly #hasTerminal: boolean;
  readonly #stdin: 'pipe' | 'none';
  readonly #exit: Promise<ProcessExit>;
  readonly #brokenInput: Deferred<never> = deferred();
  #result: Promise<ExecResult> | undefined;

  /**
   * Only containers make these.
   *
   * @internal
   */
  constructor(process: GuestProcess, options: ExecOptions, hasTerminal: boolean) {
    this.#process = process;
    this.#options = options;
    this.#hasTerminal = hasTerminal;
    this.#stdin = options.stdin ?? (hasTerminal ? 'pipe' : 'none');
    const { killGraceMs = defaultKillGraceMs, signal, timeoutMs } = options;
    this.#exit = supervise(process, {
      killGraceMs,
      brokenInput: this.#brokenInput.promise,
      ...(signal !== undefined && { signal }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
    // A command that nobody asks about is no unhandled rejection. Who reads its output must not wait for what may never come.
    this.#exit.catch((error: unknown) => {
      this.#breakOff(VirtcontainersError.from(error));
    });
    this.#feed(options.input);
    if (typeof options.terminal === 'object') this.#setSize(options.terminal.rows, options.terminal.columns);
  }

  /** Names the process in its sandbox. */
  get token(): string {
    return this.#process.token;
  }

  /** Settles when it was started. NOT_FOUND: no such program; INVALID_ARGUMENT: no such user or group; UNAVAILABLE. */
  get started(): Promise<void> {
    return this.#process.started;
  }

  /** Standard output; see {@link Process.stdout}. */
  get stdout(): Readable {
    return this.#process.stdout;
  }

  /** Standard error; see {@link Process.stderr}. */
  get stderr(): Readable {
    return this.#process.stderr;
  }

  /** Whether {@link stdin} can be written to. */
  get takesInput(): boolean {
    return this.#options.input === undefined && this.#stdin === 'pipe';
  }

  /** Standard input. INVALID_STATE: it was not asked for with `stdin: 'pipe'`. */
  get stdin(): Writable {
    if (this.takesInput) return this.#process.stdin;
    throw new VirtcontainersError('INVALID_STATE', 'standard input of this command is closed', {
      details: { remedy: "pass stdin: 'pipe' to exec" },
    });
  }

  /** Resolves with how it ended, as {@link Process.wait}. Cutting this wait short leaves the command alone. */
  wait(options: WaitOptions = {}): Promise<ProcessExit> {
    return waitFor(`process ${this.token} to end`, this.#exit, options);
  }

  /** Sends it a signal; see {@link Process.kill}. */
  kill(signal: string | number = 'SIGTERM', options: WaitOptions = {}): Promise<void> {
    return this.#onceStarted('be signaled', options, (limits) => this.#process.kill(signal, limits));
  }

  /** Sets the size of its terminal; see {@link Process.resize}. */
  resize(rows: number, columns: number, options: WaitOptions = {}): Promise<void> {
    return this.#onceStarted('be resized', options, (limits) => this.#process.resize(rows, columns, limits));
  }

  /**
   * Connects it to standard streams until it ends, as a shell does with its commands:
   * output, input where it takes any, and a terminal's raw mode and size.
   *
   * @param host - whose streams. Default: those of this process
   * @returns how it ended
   */
  attach(host: AttachTarget = process): Promise<ProcessExit> {
    return attach(this, host, this.#hasTerminal);
  }

  /** The whole result. RESOURCE_EXHAUSTED: more than `maxOutputBytes`; CANCELLED; what `started` rejects with. */
  then<Value = ExecResult, Other = never>(
    onResolved?: ((result: ExecResult) => Value | PromiseLike<Value>) | null,
    onRejected?: ((reason: unknown) => Other | PromiseLike<Other>) | null,
  ): Promise<Value | Other> {
    this.#result ??= this.#collect();
    return this.#result.then(onResolved, onRejected);
  }

  /** The whole result, where the command exits with code 0; else an ExecError. */
  async orThrow(): Promise<ExecResult> {
    return (await this).orThrow();
  }

  /** Its output as it comes. Ends with the output; leaving early throws the rest of the output away, and the command goes on. */
  async *[Symbol.asyncIterator](): AsyncGenerator<OutputChunk, void> {
    await this.#process.started;
    yield* outputChunks({ stdout: this.stdout, stderr: this.stderr });
    await this.#exit;
  }

  async #collect(): Promise<ExecResult> {
    const { maxOutputBytes = defaultMaxOutputBytes, killGraceMs = defaultKillGraceMs } = this.#options;
    try {
      const output = await collectOutput({ stdout: this.stdout, stderr: this.stderr }, maxOutputBytes);
      return new ExecResult(await this.#exit, output.stdout, output.stderr);
    } catch (error) {
      if (VirtcontainersError.from(error).code === 'RESOURCE_EXHAUSTED') await terminate(this.#process, killGraceMs);
      throw error;
    }
  }

  #onceStarted(
    what: string,
    options: WaitOptions,
    act: (limits: Required<Pick<WaitOptions, 'signal'>>) => Promise<void>,
  ): Promise<void> {
    return withDeadline({ what: `process ${this.token} to ${what}` }, options, async (signal) => {
      await orAborted(this.#process.started, signal);
      await act({ signal });
    });
  }

  #breakOff(error: VirtcontainersError): void {
    this.stdout.destroy(error);
    this.stderr.destroy(error);
  }

  #feed(input: ExecInput | undefined): void {
    if (input !== undefined) {
      const source = inputChunks(input, (cause) => {
        this.#brokenInput.reject(inputBroke(this.token, cause));
      });
      // A command need not read its input to the end; whether that matters is told by its exit.
      pipeline(source, this.#process.stdin).catch(() => undefined);
    } else if (this.#stdin === 'none') this.#process.stdin.end();
  }

  /** A terminal whose size could not be set has another one; a command that could not be started tells so itself. */
  #setSize(rows: number, columns: number): void {
    this.resize(rows, columns).catch(() => undefined);
  }
}
