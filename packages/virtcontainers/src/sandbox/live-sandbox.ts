// SPDX-License-Identifier: Apache-2.0

import {
  type Annotations,
  annotationsSchema,
  type BootReport,
  type ContainerConfigInput,
  deferred,
  type Deferred,
  type HypervisorExit,
  type Logger,
  nextSandboxState,
  parseInput,
  requireSandboxState,
  type SandboxConfig,
  type SandboxEvent,
  type SandboxOperation,
  type SandboxState,
  type SandboxStateName,
  type SandboxStatus,
  type StoreEntry,
  VirtcontainersError,
  type WaitOptions,
} from '@virtcontainers/core';
import type { Backends } from '../backends.js';
import type { StopOptions } from '../call-options.js';
import type { Container } from '../container/container.js';
import type { LiveContainer } from '../container/live-container.js';
import { withContext } from '../failure.js';
import { machineEnded } from '../machine/machine-end.js';
import type { Machine } from '../machine/machine.js';
import { createLiveContainer } from '../operations/create-container.js';
import { deleteLiveSandbox } from '../operations/delete-sandbox.js';
import { pauseLiveSandbox } from '../operations/pause-sandbox.js';
import { resumeLiveSandbox } from '../operations/resume-sandbox.js';
import { startLiveSandbox } from '../operations/start-sandbox.js';
import { stopLiveSandbox } from '../operations/stop-sandbox.js';
import type { MemoryStore } from '../store/memory-store.js';
import type { Sandbox } from './sandbox.js';

/** What a {@link LiveSandbox} is made with. */
export interface SandboxParts {
  readonly config: SandboxConfig;
  readonly runDir: string;
  readonly records: MemoryStore<LiveSandbox>;
  readonly backends: Backends;
  readonly logger: Logger;
}

/** A sandbox while it is held by this process: its state, its machine and its containers. */
export class LiveSandbox implements Sandbox {
  readonly config: SandboxConfig;
  readonly runDir: string;
  readonly backends: Backends;
  readonly logger: Logger;
  readonly containers = new Map<string, LiveContainer>();

  readonly #records: MemoryStore<LiveSandbox>;
  #state: SandboxState<Machine> = { name: 'creating' };
  #annotations: Readonly<Annotations>;
  #exited: Deferred<HypervisorExit> = deferred();
  #lastReport: (() => BootReport) | undefined;
  /** The machine that is being taken down on purpose. */
  #ending: Machine | undefined;

  constructor({ config, runDir, records, backends, logger }: SandboxParts) {
    this.config = config;
    this.runDir = runDir;
    this.backends = backends;
    this.logger = logger.child({ sandboxId: config.id });
    this.#records = records;
    this.#annotations = config.annotations;
  }

  get id(): string {
    return this.config.id;
  }

  get state(): SandboxStateName {
    return this.#state.name;
  }

  get annotations(): Readonly<Annotations> {
    return this.#annotations;
  }

  get exited(): Promise<HypervisorExit> {
    return this.#exited.promise;
  }

  get bootReport(): BootReport {
    if (this.#lastReport !== undefined) return this.#lastReport();
    throw new VirtcontainersError('INVALID_STATE', `sandbox ${this.id} has not booted`);
  }

  /** Its virtual machine. INVALID_STATE: there is none. */
  get machine(): Machine {
    const { heldMachine } = this;
    if (heldMachine !== undefined && this.#state.name !== 'failed') return heldMachine;
    throw new VirtcontainersError('INVALID_STATE', `sandbox ${this.id} is ${this.state}`, {
      cause: 'cause' in this.#state ? this.#state.cause : undefined,
      details: { state: this.state },
    });
  }

  /** Its virtual machine, also one that has failed. */
  get heldMachine(): Machine | undefined {
    return 'machine' in this.#state ? this.#state.machine : undefined;
  }

  annotation(key: string): string {
    const value = Object.hasOwn(this.#annotations, key) ? this.#annotations[key] : undefined;
    if (value !== undefined) return value;
    throw new VirtcontainersError('NOT_FOUND', `sandbox ${this.id} has no annotation ${key}`, {
      details: { path: key },
    });
  }

  setAnnotations(annotations: Annotations): Promise<void> {
    return Promise.resolve().then(() => {
      this.#annotations = { ...this.#annotations, ...parseInput(annotationsSchema, annotations, 'annotations') };
    });
  }

  getContainer(id: string): Container | undefined {
    return this.containers.get(id);
  }

  getAllContainers(): Container[] {
    return [...this.containers.values()];
  }

  status(): SandboxStatus {
    const { hypervisorType, hypervisorConfig, agentType } = this.config;
    return {
      ...{ id: this.id, state: this.state, annotations: this.annotations },
      ...{ hypervisor: hypervisorType, hypervisorConfig, agent: agentType },
      containersStatus: [...this.containers.values()].map((container) => container.status()),
    };
  }

  start(options: WaitOptions = {}): Promise<void> {
    return startLiveSandbox(this, options);
  }

  stop(options: WaitOptions & StopOptions = {}): Promise<void> {
    return stopLiveSandbox(this, options);
  }

  delete(options: WaitOptions & StopOptions = {}): Promise<void> {
    return deleteLiveSandbox(this, options);
  }

  pause(options: WaitOptions = {}): Promise<void> {
    return pauseLiveSandbox(this, options);
  }

  resume(options: WaitOptions = {}): Promise<void> {
    return resumeLiveSandbox(this, options);
  }

  createContainer(config: ContainerConfigInput, options: WaitOptions = {}): Promise<Container> {
    return createLiveContainer(this, config, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.delete({ force: true });
    } catch (error) {
      if (VirtcontainersError.from(error).code !== 'NOT_FOUND') throw error;
    }
  }

  /** Waits for its turn to change the sandbox. NOT_FOUND: it was deleted. */
  async turn(options: WaitOptions): Promise<StoreEntry<LiveSandbox>> {
    const entry = await this.#records.acquire(this.id, options);
    if (entry.record === this) return entry;
    await entry[Symbol.asyncDispose]();
    throw new VirtcontainersError('NOT_FOUND', `sandbox ${this.id} was deleted, and another one has its id`);
  }

  /** Refuses what is not legal in this state. */
  check(event: SandboxEvent): void {
    nextSandboxState(this.state, event);
  }

  /** Refuses what needs another state. */
  require(operation: SandboxOperation): void {
    requireSandboxState(this.state, operation);
  }

  /** It is being created again. */
  booting(): void {
    this.#become('boot', { name: 'creating' });
    this.#exited = deferred();
  }

  /** Its machine is up, and its containers are there. */
  created(machine: Machine): void {
    this.#become('created', { name: 'ready', machine });
    this.#lastReport = () => machine.report();
    void machine.vm.exit.then((exit) => {
      this.#exited.resolve(exit);
      this.#lost(machine, machineEnded(exit, machine.vm));
    });
    void machine.agent.closed.then((error) => {
      if (error !== undefined) this.#lostAgent(machine, error);
    });
  }

  started(): void {
    this.#become('start', { name: 'running', machine: this.machine });
  }

  paused(): void {
    this.#become('pause', { name: 'paused', machine: this.machine });
    for (const container of this.containers.values()) container.paused();
  }

  resumed(): void {
    this.#become('resume', { name: 'running', machine: this.machine });
    for (const container of this.containers.values()) container.resumed();
  }

  /** It cannot go on. */
  failed(cause: VirtcontainersError, machine?: Machine): void {
    this.#become('fail', { name: 'failed', cause, ...(machine !== undefined && { machine }) });
    this.logger.error({ err: cause }, 'sandbox failed');
  }

  /** Its machine is about to be taken down: its end is no failure. */
  ending(): void {
    this.#ending = this.heldMachine;
  }

  stopped(): void {
    this.#become('stop', { name: 'stopped' });
  }

  deleted(): void {
    this.#become('delete', { name: 'deleted' });
  }

  /** A machine that ends takes its agent channel along, and is then what is told. */
  #lostAgent(machine: Machine, error: Error): void {
    void machine.exitOnLoss(error).then((exit) => {
      if (exit.kind !== 'vmDied') this.#lost(machine, VirtcontainersError.from(error));
    });
  }

  #lost(machine: Machine, cause: VirtcontainersError): void {
    const { name } = this.#state;
    if (this.heldMachine !== machine || this.#ending === machine || name === 'failed') return;
    this.failed(withContext(cause, { phase: 'run', report: machine.report() }), machine);
  }

  /** The table decides; the data of the new state has to be that of the state it leads to. */
  #become(event: SandboxEvent, next: SandboxState<Machine>): void {
    const name = nextSandboxState(this.#state.name, event);
    if (name !== next.name)
      throw new VirtcontainersError('INTERNAL', `${event} leads a sandbox to ${name}, not to ${next.name}`);
    this.#state = next;
  }
}
