// SPDX-License-Identifier: Apache-2.0

import type { Duplex, Readable } from 'node:stream';
import {
  orAborted,
  withDeadline,
  type BindOptions,
  type GuardedProcess,
  type HypervisorExit,
  type VirtcontainersError,
  type WaitOptions,
} from '@virtcontainers/core';
import { NativeError } from '../native-error.js';
import type { ControlConnection, GuardRequest } from './control-connection.js';

/** Milliseconds that a bind or unbind may take when the caller does not say: it is a matter of microseconds. */
const defaultRequestTimeoutMs = 10_000;

/** Milliseconds that a guard may take to kill its program and end, before it is killed itself: one that was stopped never would. */
const killTimeoutMs = 5_000;

/** How the guard ended: the program's exit, and what kept anything from going, if anything did. */
export interface GuardEnd {
  readonly exit: HypervisorExit;
  readonly residue?: VirtcontainersError;
}

/** What a {@link GuardedProgram} is made of. */
export interface GuardedProgramParts {
  readonly pid: number;
  readonly guardPid: number;
  readonly control: ControlConnection;
  readonly output: Readable;
  readonly streams: ReadonlyMap<string, Duplex>;
  readonly end: Promise<GuardEnd>;
  /** Kills the guard, with which the kernel kills the program. */
  readonly killGuard: () => void;
}

/** A program that runs under vc-guard. */
export class GuardedProgram implements GuardedProcess {
  readonly pid: number;
  readonly guardPid: number;
  readonly exit: Promise<HypervisorExit>;
  readonly output: Readable;
  readonly #control: ControlConnection;
  readonly #streams: ReadonlyMap<string, Duplex>;
  readonly #end: Promise<GuardEnd>;
  readonly #killGuard: () => void;
  #isKilled = false;

  constructor(parts: GuardedProgramParts) {
    this.pid = parts.pid;
    this.guardPid = parts.guardPid;
    this.output = parts.output;
    this.#control = parts.control;
    this.#streams = parts.streams;
    this.#end = parts.end;
    this.#killGuard = parts.killGuard;
    this.exit = parts.end.then(({ exit }) => exit);
  }

  stream(name: string): Duplex {
    const stream = this.#streams.get(name);
    if (stream === undefined) throw new NativeError('NOT_FOUND', `the program was launched without a stream ${name}`);
    return stream;
  }

  async bind(source: string, name: string, options: BindOptions = {}): Promise<void> {
    checkPath('source', source);
    checkPath('name', name);
    const flags: ('read-only' | 'recursive')[] = [];
    if (options.readOnly === true) flags.push('read-only');
    if (options.recursive === true) flags.push('recursive');
    await this.#request(['bind', source, name, ...flags], options, () => {
      this.#send(['unbind', name]);
    });
  }

  async unbind(name: string, options: WaitOptions = {}): Promise<void> {
    checkPath('name', name);
    await this.#request(['unbind', name], options);
  }

  kill(): void {
    this.#send(['kill']);
    if (this.#isKilled) return;
    this.#isKilled = true;
    const timer = setTimeout(this.#killGuard, killTimeoutMs);
    void this.#end.then(() => {
      clearTimeout(timer);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    const { residue } = await this.#end;
    if (residue !== undefined) throw residue;
  }

  /**
   * Makes a request within the caller's limits. One that is cut short but
   * succeeds nevertheless is undone, so that a rejected call has no effect.
   */
  async #request(request: GuardRequest, options: WaitOptions, undo?: () => void): Promise<void> {
    const wait = { what: `the guard to ${request[0]}`, defaultTimeoutMs: defaultRequestTimeoutMs };
    await withDeadline(wait, options, async (signal) => {
      const reply = this.#control.request(...request);
      try {
        await orAborted(reply, signal);
      } catch (error) {
        // Nothing to undo where the request has failed, or the guard is gone and the mounts with it.
        if (signal.aborted && undo !== undefined) reply.then(undo, () => undefined);
        throw error;
      }
    });
  }

  /** Makes a request that can fail only because the program and its mounts are gone, which is no failure here. */
  #send(request: GuardRequest): void {
    this.#control.request(...request).catch(() => undefined);
  }
}

function checkPath(field: string, path: string): void {
  if (path.includes('\0'))
    throw new NativeError('INVALID_ARGUMENT', `${field} holds a NUL`, { details: { path: field } });
}
