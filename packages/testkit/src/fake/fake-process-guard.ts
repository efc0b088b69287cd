// SPDX-License-Identifier: Apache-2.0

import { rm } from 'node:fs/promises';
import { duplexPair, PassThrough, type Duplex } from 'node:stream';
import {
  deferred,
  VirtcontainersError,
  withDeadline,
  type BindOptions,
  type GuardedCommand,
  type GuardedProcess,
  type HypervisorExit,
  type ProcessGuard,
  type WaitOptions,
} from '@virtcontainers/core';
import { BindTable, type FakeBind } from './bind-table.js';
import { fakePid } from './fake-pid.js';
import { Faults } from './faults.js';

/** Plays a guarded program: it uses the far ends of the streams, and ends the process. */
export type GuardedProgram = (process: FakeGuardedProcess) => void;

/** Steps of a fake guard at which a fault can strike. */
export type FakeGuardStep = 'launch' | 'bind' | 'unbind';

/** A guard that runs {@link GuardedProgram}s instead of processes. The run directory is a real one. */
export class FakeProcessGuard implements ProcessGuard {
  readonly faults = new Faults<FakeGuardStep>();
  /** Everything that was launched, in order. */
  readonly processes: FakeGuardedProcess[] = [];
  readonly #programs: ReadonlyMap<string, GuardedProgram>;

  /** @param programs - programs by what `GuardedCommand.program` names them */
  constructor(programs: Readonly<Record<string, GuardedProgram>>) {
    this.#programs = new Map(Object.entries(programs));
  }

  launch(command: GuardedCommand, options: WaitOptions = {}): Promise<FakeGuardedProcess> {
    return withDeadline({ what: 'the fake guard' }, options, async (signal) => {
      await this.faults.pass('launch', signal);
      const program = this.#programs.get(command.program);
      if (program === undefined) throw new VirtcontainersError('NOT_FOUND', `there is no program ${command.program}`);
      const process = new FakeGuardedProcess(command, this.faults);
      this.processes.push(process);
      program(process);
      return process;
    });
  }
}

/** A program under the fake guard. */
export class FakeGuardedProcess implements GuardedProcess {
  readonly pid = fakePid;
  readonly guardPid = fakePid + 1;
  readonly exit: Promise<HypervisorExit>;
  readonly output = new PassThrough();
  readonly command: GuardedCommand;
  readonly #faults: Faults<FakeGuardStep>;
  readonly #streams: ReadonlyMap<string, readonly [near: Duplex, far: Duplex]>;
  readonly #binds = new BindTable();
  readonly #exit = deferred<HypervisorExit>();
  #ending: Promise<void> | undefined;

  constructor(command: GuardedCommand, faults: Faults<FakeGuardStep>) {
    this.command = command;
    this.#faults = faults;
    this.#streams = new Map(command.streams.map((name) => [name, duplexPair()]));
    this.exit = this.#exit.promise;
  }

  /** What is bound at each name. */
  get binds(): ReadonlyMap<string, FakeBind> {
    return this.#binds.entries;
  }

  stream(name: string): Duplex {
    return this.#pair(name)[0];
  }

  /** The program's end of a stream. */
  peer(name: string): Duplex {
    return this.#pair(name)[1];
  }

  bind(source: string, name: string, options: BindOptions = {}): Promise<void> {
    return withDeadline({ what: 'the fake guard' }, options, async (signal) => {
      await this.#faults.pass('bind', signal);
      if (!this.command.shareTree) throw new VirtcontainersError('INVALID_STATE', 'there is no share tree');
      await this.#binds.add(name, { source, readOnly: options.readOnly ?? false });
    });
  }

  unbind(name: string, options: WaitOptions = {}): Promise<void> {
    return withDeadline({ what: 'the fake guard' }, options, async (signal) => {
      await this.#faults.pass('unbind', signal);
      this.#binds.remove(name);
    });
  }

  kill(): void {
    void this.end({ signal: 'SIGKILL' });
  }

  /** Ends the program. The first end counts. */
  end(exit: HypervisorExit): Promise<void> {
    this.#ending ??= this.#end(exit);
    return this.#ending;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.exit;
  }

  #pair(name: string): readonly [Duplex, Duplex] {
    const pair = this.#streams.get(name);
    if (pair === undefined) throw new VirtcontainersError('NOT_FOUND', `there is no stream ${name}`);
    return pair;
  }

  async #end(exit: HypervisorExit): Promise<void> {
    for (const [, far] of this.#streams.values()) far.end();
    this.output.end();
    this.#binds.clear();
    await rm(this.command.runDir, { recursive: true, force: true });
    this.#exit.resolve(exit);
  }
}
