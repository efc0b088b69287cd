// SPDX-License-Identifier: Apache-2.0

import {
  type Annotations,
  type CmdInput,
  type ContainerConfig,
  type ContainerEvent,
  type ContainerState,
  type ContainerStateName,
  type ContainerStats,
  type ContainerStatus,
  type Deferred,
  deferred,
  nextContainerState,
  type ProcessExit,
  requireContainerState,
  type ResourceStack,
  VirtcontainersError,
  type WaitOptions,
} from '@virtcontainers/core';
import type { GraceOptions } from '../call-options.js';
import { execCommand } from '../exec/exec-command.js';
import { Exec } from '../exec/exec.js';
import { checkExecOptions } from '../exec/check-exec-options.js';
import type { ExecOptions } from '../exec/exec-options.js';
import type { Machine } from '../machine/machine.js';
import { deleteLiveContainer } from '../operations/delete-container.js';
import { beginProcess, enterLiveContainer } from '../operations/enter-container.js';
import { killLiveContainer } from '../operations/kill-container.js';
import { startLiveContainer } from '../operations/start-container.js';
import { stopLiveContainer } from '../operations/stop-container.js';
import { GuestProcess } from '../process/guest-process.js';
import type { LiveSandbox } from '../sandbox/live-sandbox.js';
import type { Container, KillOptions } from './container.js';

/** A container's init process, and what tells it that it was started. */
export interface Init {
  readonly process: GuestProcess;
  readonly start: Deferred<void>;
}

/** A container while its sandbox is held by this process: its state, and what exists of it in the guest. */
export class LiveContainer implements Container {
  readonly config: ContainerConfig;
  readonly sandbox: LiveSandbox;
  /** Nothing stands for it on this host: what would is a shim. */
  readonly pid = 0;
  /** Takes its files out of the share; there while the guest has the container. */
  files: ResourceStack | undefined;
  #state: ContainerState<Init> = { name: 'creating' };
  #process: GuestProcess | undefined;

  constructor(sandbox: LiveSandbox, config: ContainerConfig) {
    this.sandbox = sandbox;
    this.config = config;
  }

  get id(): string {
    return this.config.id;
  }

  get state(): ContainerStateName {
    return this.#state.name;
  }

  get annotations(): Readonly<Annotations> {
    return this.config.annotations;
  }

  get process(): GuestProcess {
    if (this.#process !== undefined) return this.#process;
    throw new VirtcontainersError('INVALID_STATE', `container ${this.id} has no process yet`);
  }

  get token(): string {
    return this.id;
  }

  get stdout(): GuestProcess['stdout'] {
    return this.process.stdout;
  }

  get stderr(): GuestProcess['stderr'] {
    return this.process.stderr;
  }

  get stdin(): GuestProcess['stdin'] {
    return this.process.stdin;
  }

  /** The init process where there is one to act on. */
  get init(): Init | undefined {
    return 'init' in this.#state ? this.#state.init : undefined;
  }

  status(): ContainerStatus {
    const { id, pid, annotations } = this;
    const startTime = 'startTime' in this.#state ? this.#state.startTime : undefined;
    const exit = 'exit' in this.#state ? this.#state.exit : undefined;
    return {
      ...{ id, state: this.state, pid, rootFs: this.config.rootFs, annotations },
      ...(startTime !== undefined && { startTime }),
      ...(exit !== undefined && { exit }),
    };
  }

  wait(options: WaitOptions = {}): Promise<ProcessExit> {
    return this.process.wait(options);
  }

  exec(cmd: readonly string[] | CmdInput, options: ExecOptions = {}): Exec {
    checkExecOptions(options);
    const command = execCommand(cmd, options, this.config.cmd);
    return new Exec(beginProcess(this, command, {}), options, command.interactive === true);
  }

  enter(cmd: CmdInput, options: WaitOptions = {}): Promise<GuestProcess> {
    return enterLiveContainer(this, cmd, options);
  }

  kill(signal: string | number = 'SIGTERM', options: KillOptions = {}): Promise<void> {
    return killLiveContainer(this, signal, options);
  }

  start(options: WaitOptions = {}): Promise<void> {
    return startLiveContainer(this, options);
  }

  stop(options: WaitOptions & GraceOptions = {}): Promise<void> {
    return stopLiveContainer(this, options);
  }

  delete(options: WaitOptions = {}): Promise<void> {
    return deleteLiveContainer(this, options);
  }

  stats(options: WaitOptions = {}): Promise<ContainerStats> {
    requireContainerState(this.state, 'read statistics of');
    const { machine } = this.sandbox;
    return machine.during('run', () => machine.agent.statsContainer(this.id, options));
  }

  /** It is made again in the guest. */
  recreate(): void {
    this.#become('create', { name: 'creating' });
  }

  /** The guest has made it. */
  created(machine: Machine): void {
    const start = deferred();
    const process = new GuestProcess(machine, { containerId: this.id, token: this.id }, start.promise);
    this.#become('created', { name: 'ready', init: { process, start } });
    this.#process = process;
    process.exit.then(
      (exit) => {
        this.#exited(process, exit);
      },
      () => undefined,
    );
  }

  /** The guest has started it. */
  started(): void {
    const init = this.#requireInit('start');
    this.#become('start', { name: 'running', init, startTime: new Date() });
    init.start.resolve();
  }

  /** It could not be made or started, or was lost before that. */
  failed(cause: unknown): void {
    const { init } = this;
    this.#become('fail', { name: 'stopped' });
    init?.start.reject(cause);
  }

  paused(): void {
    if (this.#state.name === 'running') this.#become('pause', { ...this.#state, name: 'paused' });
  }

  resumed(): void {
    if (this.#state.name === 'paused') this.#become('resume', { ...this.#state, name: 'running' });
  }

  /** Its virtual machine is gone, and all of it that was there. */
  lost(): void {
    this.files = undefined;
    const { name } = this.#state;
    const cause = new VirtcontainersError('UNAVAILABLE', `the virtual machine of container ${this.id} is gone`);
    if (name === 'creating' || name === 'ready') this.failed(cause);
    else if (name !== 'deleted') this.stopped();
  }

  /** It was taken down. */
  stopped(): void {
    if (this.#state.name === 'stopped') return;
    const { init } = this;
    this.#become('stop', { name: 'stopped' });
    init?.start.reject(
      new VirtcontainersError('INVALID_STATE', `container ${this.id} was stopped before it was started`),
    );
  }

  deleted(): void {
    const { init } = this;
    this.#become('delete', { name: 'deleted' });
    init?.start.reject(
      new VirtcontainersError('INVALID_STATE', `container ${this.id} was deleted before it was started`),
    );
  }

  /** Refuses what is not legal in this state. */
  check(event: ContainerEvent): void {
    nextContainerState(this.state, event);
  }

  #exited(process: GuestProcess, exit: ProcessExit): void {
    const state = this.#state;
    if ((state.name !== 'running' && state.name !== 'paused') || state.init.process !== process) return;
    this.#become('exit', { name: 'stopped', exit, startTime: state.startTime });
    this.sandbox.logger.info({ containerId: this.id, exit }, 'container ended');
  }

  #requireInit(event: ContainerEvent): Init {
    this.check(event);
    if (this.init !== undefined) return this.init;
    throw new VirtcontainersError('INTERNAL', `container ${this.id} is ${this.state} without an init process`);
  }

  /** The table decides; the data of the new state has to be that of the state it leads to. */
  #become(event: ContainerEvent, next: ContainerState<Init>): void {
    const name = nextContainerState(this.#state.name, event);
    if (name !== next.name)
      throw new VirtcontainersError('INTERNAL', `${event} leads a container to ${name}, not to ${next.name}`);
    this.#state = next;
  }
}
