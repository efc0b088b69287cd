// SPDX-License-Identifier: Apache-2.0

import { deferred, signalName, signalNumbers, type Cmd, type ProcessExit, type ProcessRef } from '@virtcontainers/core';
import { FakePipe } from './fake-pipe.js';

/** What a fake process does: it reads and writes its pipes, and returns how it ended. */
export type FakeProgram = (process: FakeProcess) => Promise<ProcessExit> | ProcessExit;

/** Signals that end no process that does not handle them. */
const harmlessSignals: ReadonlySet<number> = new Set([
  signalNumbers.SIGCHLD,
  signalNumbers.SIGCONT,
  signalNumbers.SIGURG,
  signalNumbers.SIGWINCH,
]);

/** A process in a fake guest. */
export class FakeProcess {
  readonly ref: ProcessRef;
  readonly cmd: Cmd;
  readonly stdin = new FakePipe();
  readonly stdout = new FakePipe();
  readonly stderr = new FakePipe();
  /** Settles with how the process ended. */
  readonly exit: Promise<ProcessExit>;
  /** Every signal it got, in order. */
  readonly signals: number[] = [];
  /** Size of its terminal, once one was set. */
  terminal: { readonly rows: number; readonly columns: number } | undefined;

  readonly #program: FakeProgram;
  readonly #exit = deferred<ProcessExit>();
  readonly #ending = new AbortController();
  readonly #handlers = new Map<number, () => void>();
  #started = false;

  constructor(ref: ProcessRef, cmd: Cmd, program: FakeProgram) {
    this.ref = ref;
    this.cmd = cmd;
    this.#program = program;
    this.exit = this.#exit.promise;
  }

  /** Fires when the process ends: a program waits with it. */
  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  /** Whether its program has been started. */
  get started(): boolean {
    return this.#started;
  }

  /** Starts the program. */
  start(): void {
    this.#started = true;
    void this.#run();
  }

  /** Handles a signal in the program, which then is not ended by it. SIGKILL cannot be handled. */
  onSignal(signal: number, handler: () => void): void {
    this.#handlers.set(signal, handler);
  }

  /** Sends it a signal. */
  signal(signal: number): void {
    this.signals.push(signal);
    const handler = signal === signalNumbers.SIGKILL ? undefined : this.#handlers.get(signal);
    if (handler !== undefined) handler();
    else if (!harmlessSignals.has(signal)) this.end({ kind: 'signaled', signal: signalName(signal) });
  }

  /** Ends it in a certain way, whatever its program does. The first end counts. */
  end(exit: ProcessExit): void {
    if (this.ended.aborted) return;
    this.#ending.abort();
    for (const pipe of [this.stdin, this.stdout, this.stderr]) pipe.close();
    this.#exit.resolve(exit);
  }

  /** Writes text to its standard output, waiting for room. */
  async print(text: string): Promise<void> {
    await this.stdout.writeAll(Buffer.from(text), this.ended);
  }

  async #run(): Promise<void> {
    try {
      this.end(await this.#program(this));
    } catch (error) {
      // A program that was cut off fails in what it waited for; any other failure ends the process, and says why.
      this.end({ kind: 'unknown', reason: `the fake program failed: ${String(error)}` });
    }
  }
}
