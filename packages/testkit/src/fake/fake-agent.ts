// SPDX-License-Identifier: Apache-2.0

import {
  deferred,
  orAborted,
  VirtcontainersError,
  withDeadline,
  type Agent,
  type Cmd,
  type ContainerStats,
  type GuestContainer,
  type GuestDetails,
  type GuestSandbox,
  type ProcessExit,
  type ProcessRef,
  type ProcessStreams,
  type VirtualMachine,
  type WaitOptions,
} from '@virtcontainers/core';
import { FakeContainer } from './fake-container.js';
import { FakeProcess, type FakeProgram } from './fake-process.js';
import { fakeUserland } from './fake-userland.js';
import { Faults } from './faults.js';
import { OomQueue } from './oom-queue.js';

/** Steps of a fake agent at which a fault can strike: its methods. */
export type FakeAgentStep =
  Exclude<keyof Agent, 'streams' | 'closed' | 'oomEvents' | typeof Symbol.asyncDispose> | keyof ProcessStreams;

/** What a fake agent is made with. */
export interface FakeAgentOptions {
  /** Programs by path, beside {@link fakeUserland}. */
  readonly programs?: Readonly<Record<string, FakeProgram>>;
  /** Names of users and groups that the containers know; numbers are always known. Default: root, nobody. */
  readonly accounts?: readonly string[];
  /** What it says of itself. */
  readonly details?: GuestDetails;
  /** What every container is said to use. */
  readonly stats?: ContainerStats;
  /** The machine it lives in: it is lost when the machine ends. */
  readonly vm?: Pick<VirtualMachine, 'exit'>;
}

const defaultDetails: GuestDetails = { agentVersion: '0.0.0-fake', features: [] };
const defaultStats: ContainerStats = { cpuUsageNs: 1_000_000n, memoryUsageBytes: 4_096n, pids: 1n };

/**
 * An agent without a guest. Its containers run {@link FakeProgram}s. A test
 * plans faults in `faults`, and ends the connection with {@link FakeAgent.lose}.
 */
export class FakeAgent implements Agent {
  readonly faults = new Faults<FakeAgentStep>();
  readonly closed: Promise<Error | undefined>;
  readonly streams: ProcessStreams;
  /** The sandbox that was set up, if one was. */
  sandbox: GuestSandbox | undefined;
  /** How often the clock was set and the random generator reseeded. */
  readonly times = { clockSet: 0, reseeded: 0 };

  readonly #containers = new Map<string, FakeContainer>();
  readonly #programs: ReadonlyMap<string, FakeProgram>;
  readonly #accounts: ReadonlySet<string>;
  readonly #details: GuestDetails;
  readonly #stats: ContainerStats;
  readonly #closed = deferred<Error | undefined>();
  readonly #gone = new AbortController();
  readonly #ooms = new OomQueue();

  constructor(options: FakeAgentOptions = {}) {
    this.#programs = new Map(Object.entries({ ...fakeUserland, ...options.programs }));
    this.#accounts = new Set(options.accounts ?? ['root', 'nobody']);
    this.#details = options.details ?? defaultDetails;
    this.#stats = options.stats ?? defaultStats;
    this.closed = this.#closed.promise;
    this.streams = this.#makeStreams();
    void options.vm?.exit.then(() => {
      this.lose(new VirtcontainersError('UNAVAILABLE', 'the virtual machine has ended'));
    });
  }

  /** The containers in the guest, by id. */
  get containers(): ReadonlyMap<string, FakeContainer> {
    return this.#containers;
  }

  /** A container's init process, or another one. NOT_FOUND: there is none. */
  process(containerId: string, token = containerId): FakeProcess {
    return this.#container(containerId).process(token);
  }

  /** Cuts the connection: every call under way and to come rejects with this error. */
  lose(error: VirtcontainersError): void {
    if (this.#gone.signal.aborted) return;
    this.#gone.abort(error);
    this.#ooms.end();
    this.#closed.resolve(error);
  }

  /** Says that the out-of-memory killer acted in a container. */
  oom(containerId: string): void {
    this.#ooms.push(containerId);
  }

  check(options?: WaitOptions): Promise<void> {
    return this.#call('check', options, () => undefined);
  }

  details(options?: WaitOptions): Promise<GuestDetails> {
    return this.#call('details', options, () => this.#details);
  }

  createSandbox(sandbox: GuestSandbox, options?: WaitOptions): Promise<void> {
    return this.#call('createSandbox', options, () => {
      this.sandbox = sandbox;
    });
  }

  destroySandbox(options?: WaitOptions): Promise<void> {
    return this.#call('destroySandbox', options, () => {
      for (const container of this.#containers.values()) container.kill();
      this.#containers.clear();
      this.#ooms.end();
      this.sandbox = undefined;
    });
  }

  createContainer(container: GuestContainer, options?: WaitOptions): Promise<void> {
    return this.#call('createContainer', options, () => {
      const { id, config } = container;
      if (this.#containers.has(id)) throw new VirtcontainersError('ALREADY_EXISTS', `container ${id} is there already`);
      const init = this.#makeProcess({ containerId: id, token: id }, config.cmd);
      this.#containers.set(id, new FakeContainer(container, init));
    });
  }

  startContainer(containerId: string, options?: WaitOptions): Promise<void> {
    return this.#call('startContainer', options, () => {
      this.process(containerId).start();
    });
  }

  removeContainer(containerId: string, options?: WaitOptions): Promise<void> {
    return this.#call('removeContainer', options, () => {
      this.#container(containerId).kill();
      this.#containers.delete(containerId);
    });
  }

  pauseContainer(containerId: string, options?: WaitOptions): Promise<void> {
    return this.#call('pauseContainer', options, () => {
      this.#container(containerId).paused = true;
    });
  }

  resumeContainer(containerId: string, options?: WaitOptions): Promise<void> {
    return this.#call('resumeContainer', options, () => {
      this.#container(containerId).paused = false;
    });
  }

  statsContainer(containerId: string, options?: WaitOptions): Promise<ContainerStats> {
    return this.#call('statsContainer', options, () => {
      this.#container(containerId);
      return this.#stats;
    });
  }

  execProcess(process: ProcessRef, cmd: Cmd, options?: WaitOptions): Promise<void> {
    return this.#call('execProcess', options, () => {
      const container = this.#container(process.containerId);
      const added = this.#makeProcess(process, cmd);
      container.add(added);
      added.start();
    });
  }

  waitProcess(process: ProcessRef, options?: WaitOptions): Promise<ProcessExit> {
    return this.#call('waitProcess', options, async () => {
      const container = this.#container(process.containerId);
      const exit = await container.process(process.token).exit;
      container.forget(process);
      return exit;
    });
  }

  signalProcess(
    target: ProcessRef | { readonly containerId: string; readonly all: true },
    signal: number,
    options?: WaitOptions,
  ): Promise<void> {
    return this.#call('signalProcess', options, () => {
      const container = this.#container(target.containerId);
      const targets = 'all' in target ? container.processes : [container.find(target.token)];
      for (const process of targets) process?.signal(signal);
    });
  }

  setClock(options?: WaitOptions): Promise<void> {
    return this.#call('setClock', options, () => {
      this.times.clockSet += 1;
    });
  }

  reseedRandom(options?: WaitOptions): Promise<void> {
    return this.#call('reseedRandom', options, () => {
      this.times.reseeded += 1;
    });
  }

  oomEvents(options: Pick<WaitOptions, 'signal'> = {}): AsyncIterable<string> {
    return this.#ooms.events(options.signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed.resolve(undefined);
    this.#gone.abort(new VirtcontainersError('UNAVAILABLE', 'the connection to the agent is closed'));
    this.#ooms.end();
    return Promise.resolve();
  }

  #makeStreams(): ProcessStreams {
    const find = ({ containerId, token }: ProcessRef) => this.process(containerId, token);
    return {
      read: (ref, stream, maxBytes, options) =>
        this.#call('read', options, (signal) => find(ref)[stream].read(maxBytes, signal)),
      write: (ref, data, options) => this.#call('write', options, (signal) => find(ref).stdin.write(data, signal)),
      closeStdin: (ref, options) =>
        this.#call('closeStdin', options, () => {
          find(ref).stdin.close();
        }),
      resize: (ref, rows, columns, options) =>
        this.#call('resize', options, () => {
          find(ref).terminal = { rows, columns };
        }),
    };
  }

  #container(id: string): FakeContainer {
    const container = this.#containers.get(id);
    if (container !== undefined) return container;
    throw new VirtcontainersError('NOT_FOUND', `no container ${id}`);
  }

  #makeProcess(ref: ProcessRef, cmd: Cmd): FakeProcess {
    for (const account of [cmd.user, cmd.primaryGroup, ...cmd.supplementaryGroups]) this.#requireAccount(account);
    const [name = ''] = cmd.args;
    const program = this.#programs.get(name.includes('/') ? name : `/bin/${name}`);
    if (program === undefined) throw new VirtcontainersError('NOT_FOUND', `no program ${name} in the container`);
    return new FakeProcess(ref, cmd, program);
  }

  #requireAccount(account: string | undefined): void {
    if (account === undefined || /^\d+$/u.test(account) || this.#accounts.has(account)) return;
    throw new VirtcontainersError('INVALID_ARGUMENT', `no user or group ${account} in the container`);
  }

  #call<Result>(
    step: FakeAgentStep,
    options: WaitOptions | undefined,
    act: (signal: AbortSignal) => Result | Promise<Result>,
  ): Promise<Result> {
    return withDeadline({ what: `the fake agent's ${step}` }, options ?? {}, (limit) => {
      const signal = AbortSignal.any([limit, this.#gone.signal]);
      return orAborted(this.#act(step, signal, act), signal);
    });
  }

  async #act<Result>(
    step: FakeAgentStep,
    signal: AbortSignal,
    act: (signal: AbortSignal) => Result | Promise<Result>,
  ): Promise<Result> {
    signal.throwIfAborted();
    await this.faults.pass(step, signal);
    return act(signal);
  }
}
