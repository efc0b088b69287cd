// SPDX-License-Identifier: Apache-2.0

import {
  type Agent,
  parseSignal,
  type ProcessExit,
  type ProcessRef,
  signalNumbers,
  VirtcontainersError,
  type WaitOptions,
} from '@virtcontainers/core';
import { waitFor } from '../wait-for.js';
import { ProcessInput } from './process-input.js';
import { ProcessOutput } from './process-output.js';
import type { Process } from './process.js';
import { checkTerminalSize } from './terminal-size.js';

/** How long output may still come after a SIGKILL before the exit is asked for anyway, in milliseconds. */
const lastOutputMs = 1_000;

/** Where a process runs. */
export interface ProcessHost {
  readonly agent: Agent;
  /** What became of a process that the agent can no longer tell about. */
  exitOnLoss(error: unknown): Promise<ProcessExit>;
}

/** A process in the guest, from before its start until its exit is known. */
export class GuestProcess implements Process {
  readonly ref: ProcessRef;
  readonly stdin: ProcessInput;
  readonly stdout: ProcessOutput;
  readonly stderr: ProcessOutput;
  /** Settles with how the process ended; rejects when it could not be started. */
  readonly exit: Promise<ProcessExit>;
  /** Settles when the process was started; rejects when it could not be. */
  readonly started: Promise<void>;

  readonly #host: ProcessHost;
  #startTime: Date | undefined;
  #ended = false;
  #hurry: () => void = () => undefined;
  readonly #hurried: Promise<void>;

  /**
   * @param host - where it runs
   * @param ref - its name there
   * @param start - settles when the guest has started it, or could not
   */
  constructor(host: ProcessHost, ref: ProcessRef, start: Promise<void>) {
    const { streams } = host.agent;
    this.#host = host;
    this.ref = ref;
    this.#hurried = new Promise((resolve) => (this.#hurry = resolve));
    this.started = start.then(() => {
      this.#startTime = new Date();
    });
    this.stdout = new ProcessOutput((maxBytes) => streams.read(ref, 'stdout', maxBytes), this.started);
    this.stderr = new ProcessOutput((maxBytes) => streams.read(ref, 'stderr', maxBytes), this.started);
    const sink = { write: (data: Uint8Array) => streams.write(ref, data), close: () => streams.closeStdin(ref) };
    this.stdin = new ProcessInput(sink, this.started);
    this.exit = this.#watch();
    // Who cares asks; a process whose exit nobody asks for is no unhandled rejection.
    this.exit.catch(() => undefined);
  }

  get token(): string {
    return this.ref.token;
  }

  get containerId(): string {
    return this.ref.containerId;
  }

  get startTime(): Date | undefined {
    return this.#startTime;
  }

  wait(options: WaitOptions = {}): Promise<ProcessExit> {
    return waitFor(`process ${this.token} to end`, this.exit, options);
  }

  async kill(signal: string | number = 'SIGTERM', options: WaitOptions = {}): Promise<void> {
    const number = parseSignal(signal);
    this.#requireStarted('kill');
    if (this.#ended) return;
    await this.#host.agent.signalProcess(this.ref, number, options);
    if (number === signalNumbers.SIGKILL) this.finish();
  }

  async resize(rows: number, columns: number, options: WaitOptions = {}): Promise<void> {
    checkTerminalSize(rows, columns);
    this.#requireStarted('resize');
    await this.#host.agent.streams.resize(this.ref, rows, columns, options);
  }

  /**
   * Reads the rest of the output without waiting for a reader: for a process that
   * has been told to end, and that nobody may be reading from. See ProcessOutput.
   */
  drain(): void {
    this.stdout.drain();
    this.stderr.drain();
  }

  /** Drains, and learns the exit of a killed process even where another process keeps its output open. */
  finish(): void {
    this.drain();
    setTimeout(this.#hurry, lastOutputMs).unref();
  }

  async #watch(): Promise<ProcessExit> {
    await this.started;
    this.stdout.prefetch();
    this.stderr.prefetch();
    await Promise.race([Promise.all([this.stdout.drained, this.stderr.drained]), this.#hurried]);
    try {
      // The answer makes the guest forget the process, and its output with it.
      return await this.#host.agent.waitProcess(this.ref);
    } catch (error) {
      return await this.#host.exitOnLoss(error);
    } finally {
      this.#settle();
    }
  }

  #settle(): void {
    this.#ended = true;
    this.stdout.settle();
    this.stderr.settle();
    this.stdin.settle();
  }

  #requireStarted(operation: string): void {
    if (this.#startTime !== undefined) return;
    throw new VirtcontainersError('INVALID_STATE', `cannot ${operation} process ${this.token}, which was not started`, {
      details: { remedy: 'start its container first' },
    });
  }
}
