// SPDX-License-Identifier: Apache-2.0

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerConfigInput, SandboxConfigInput } from '@virtcontainers/core';
import {
  FakeAgent,
  type FakeAgentOptions,
  FakeHypervisor,
  type FakeVirtualMachine,
  RecordingLogger,
  scratchDir,
  type ScratchDir,
} from '@virtcontainers/testkit';
import type { Backends } from '../backends.js';
import type { CreateOptions } from '../call-options.js';

/** A host with a store, a root file system and a guest, where machines and agents are fakes. */
export class FakeWorld implements AsyncDisposable {
  readonly hypervisor = new FakeHypervisor();
  readonly logger = new RecordingLogger();
  /** Every agent that was connected to, in order. */
  readonly agents: FakeAgent[] = [];
  /** Done to an agent before anybody talks to it. */
  prepareAgent: (agent: FakeAgent) => void = () => undefined;
  readonly #scratch: ScratchDir;
  readonly #agentOptions: FakeAgentOptions;

  private constructor(scratch: ScratchDir, agentOptions: FakeAgentOptions) {
    this.#scratch = scratch;
    this.#agentOptions = agentOptions;
  }

  static async make(agentOptions: FakeAgentOptions = {}): Promise<FakeWorld> {
    const world = new FakeWorld(await scratchDir(), agentOptions);
    await Promise.all([world.store, world.rootFs].map((path) => mkdir(path)));
    await Promise.all([world.kernelPath, world.initrdPath].map((path) => writeFile(path, '')));
    return world;
  }

  get store(): string {
    return join(this.#scratch.path, 'store');
  }

  get rootFs(): string {
    return join(this.#scratch.path, 'rootfs');
  }

  get kernelPath(): string {
    return join(this.#scratch.path, 'vmlinux');
  }

  get initrdPath(): string {
    return join(this.#scratch.path, 'initramfs');
  }

  /** What every call needs to meet the fakes. */
  get options(): CreateOptions {
    return { store: this.store, logger: this.logger, backends: this.#backends() };
  }

  /** The machine that was booted last. */
  get machine(): FakeVirtualMachine {
    return lastOf(this.hypervisor.machines, 'machine');
  }

  /** The agent that was connected to last. */
  get agent(): FakeAgent {
    return lastOf(this.agents, 'agent');
  }

  container(id: string, ...args: readonly string[]): ContainerConfigInput {
    return { id, rootFs: this.rootFs, cmd: { args: args.length > 0 ? args : ['sleep', '1000'] } };
  }

  /** A sandbox with one container `main`, which sleeps. */
  config(changes: SandboxConfigInput = {}): SandboxConfigInput {
    return { id: 'box', containers: [this.container('main')], ...changes };
  }

  /** What is left of sandboxes: run directories, and machines that have not ended. */
  async leftovers(): Promise<string[]> {
    const machines = this.hypervisor.machines.filter(({ ended }) => !ended);
    return [...(await readdir(this.store)), ...machines.map(({ spec }) => `the machine of ${spec.sandboxId}`)];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scratch[Symbol.asyncDispose]();
  }

  #backends(): Backends {
    return {
      hypervisor: () => this.hypervisor,
      embeddedGuest: () =>
        Promise.resolve({ kernelPath: this.kernelPath, initrdPath: this.initrdPath, kernelParams: ['quiet'] }),
      connectAgent: () => {
        const agent = new FakeAgent({ ...this.#agentOptions, vm: this.machine });
        this.agents.push(agent);
        this.prepareAgent(agent);
        return Promise.resolve(agent);
      },
    };
  }
}

function lastOf<T>(list: readonly T[], what: string): T {
  const last = list.at(-1);
  if (last === undefined) throw new Error(`there was no ${what} yet`);
  return last;
}
