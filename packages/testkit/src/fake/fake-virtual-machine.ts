// SPDX-License-Identifier: Apache-2.0

import { rm } from 'node:fs/promises';
import {
  deferred,
  withDeadline,
  type BootReport,
  type CpuControl,
  type FileShare,
  type HypervisorExit,
  type VirtualMachine,
  type VirtualMachineSpec,
  type WaitOptions,
} from '@virtcontainers/core';
import { BindTable, type FakeBind } from './bind-table.js';
import { fakePid } from './fake-pid.js';
import type { FakeTransport } from './fake-transport.js';
import { Faults } from './faults.js';

/** Steps of a fake virtual machine at which a fault can strike. */
export type FakeMachineStep = 'attach' | 'detach' | 'pause' | 'resume' | 'stop';

/** A virtual machine without a hypervisor. */
export class FakeVirtualMachine implements VirtualMachine {
  readonly pid = fakePid;
  readonly faults = new Faults<FakeMachineStep>();
  readonly spec: VirtualMachineSpec;
  readonly transport: FakeTransport;
  readonly exit: Promise<HypervisorExit>;
  readonly share: FileShare;
  readonly cpus: CpuControl;
  /** What its console and standard error are said to hold. */
  consoleTail = '';
  stderrTail = '';
  panicked = false;
  /** Whether its CPUs stand still. */
  paused = false;

  readonly #binds = new BindTable();
  readonly #command: readonly string[];
  readonly #exit = deferred<HypervisorExit>();
  #ending: Promise<HypervisorExit> | undefined;
  #ended: HypervisorExit | undefined;

  constructor(spec: VirtualMachineSpec, command: readonly string[], transport: FakeTransport) {
    this.spec = spec;
    this.transport = transport;
    this.#command = command;
    this.exit = this.#exit.promise;
    this.share = this.#makeShare();
    this.cpus = {
      pause: (options) => this.#step('pause', options, () => void (this.paused = true)),
      resume: (options) => this.#step('resume', options, () => void (this.paused = false)),
    };
  }

  /** What is bound at each name of the share. */
  get binds(): ReadonlyMap<string, FakeBind> {
    return this.#binds.entries;
  }

  /** Whether it is gone. */
  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** Ends it as if the hypervisor had died. */
  die(exit: HypervisorExit = { signal: 'SIGKILL' }): Promise<HypervisorExit> {
    this.#ending ??= this.#end(exit);
    return this.#ending;
  }

  report(): Omit<BootReport, 'timeline' | 'agent'> {
    return {
      command: this.#command,
      accelerator: 'tcg',
      stderrTail: this.stderrTail,
      consoleTail: this.consoleTail,
      panicked: this.panicked,
      ...(this.#ended === undefined ? {} : { exit: this.#ended }),
    };
  }

  async stop(options: WaitOptions & { readonly graceMs?: number } = {}): Promise<HypervisorExit> {
    const graceful = (options.graceMs ?? 0) > 0;
    await this.#step('stop', options, () => this.die(graceful ? { code: 0 } : { signal: 'SIGKILL' }));
    return this.exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #makeShare(): FileShare {
    return {
      tag: 'kataShared',
      driver: '9p',
      mountOptions: ['trans=virtio', 'version=9p2000.L'],
      attach: (source, name, options = {}) =>
        this.#step('attach', options, () => this.#binds.add(name, { source, readOnly: options.readOnly ?? false })),
      detach: (name, options) =>
        this.#step('detach', options, () => {
          this.#binds.remove(name);
        }),
    };
  }

  #step(step: FakeMachineStep, options: WaitOptions | undefined, act: () => unknown): Promise<void> {
    return withDeadline({ what: `the fake machine's ${step}` }, options ?? {}, async (signal) => {
      await this.faults.pass(step, signal);
      await act();
    });
  }

  async #end(exit: HypervisorExit): Promise<HypervisorExit> {
    this.transport.close();
    this.#binds.clear();
    await rm(this.spec.runDir, { recursive: true, force: true });
    this.#ended = exit;
    this.#exit.resolve(exit);
    return exit;
  }
}
