// SPDX-License-Identifier: Apache-2.0

import {
  type Agent,
  type BootReport,
  type FileShare,
  type Phase,
  type ProcessExit,
  type ResourceStack,
  type VirtualMachine,
  VirtcontainersError,
} from '@virtcontainers/core';
import { withContext } from '../failure.js';
import type { ProcessHost } from '../process/guest-process.js';
import { exitBehind, machineEnded } from './machine-end.js';
import type { Timeline } from './timeline.js';

/** What a {@link Machine} is made of. */
export interface MachineParts {
  readonly vm: VirtualMachine;
  readonly agent: Agent;
  readonly timeline: Timeline;
  /** Takes machine and agent down. */
  readonly owner: ResourceStack;
}

/** A virtual machine and the agent in it. Disposing ends both, and resolves when nothing of them is left. */
export class Machine implements ProcessHost, AsyncDisposable {
  readonly vm: VirtualMachine;
  readonly agent: Agent;
  readonly timeline: Timeline;
  readonly #owner: ResourceStack;
  #ended = false;

  constructor({ vm, agent, timeline, owner }: MachineParts) {
    this.vm = vm;
    this.agent = agent;
    this.timeline = timeline;
    this.#owner = owner;
    void vm.exit.then(() => (this.#ended = true));
  }

  /** Whether the virtual machine is gone. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The share that containers' files come through. UNSUPPORTED: the hypervisor has none. */
  get share(): FileShare {
    return shareOf(this.vm);
  }

  /** What is known of the machine now. */
  report(): BootReport {
    return { ...this.vm.report(), timeline: this.timeline.timings(), agent: 'answering' };
  }

  /** Does something in the guest. A failure tells the phase and carries the report; if the machine ended, that is the failure. */
  async during<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw await explainFailure(error, this.vm, () => ({ phase, report: this.report() }));
    }
  }

  async exitOnLoss(error: unknown): Promise<ProcessExit> {
    const hypervisor = await exitBehind(error, this.vm);
    if (hypervisor !== undefined) return { kind: 'vmDied', hypervisor, consoleTail: this.vm.report().consoleTail };
    return { kind: 'unknown', reason: VirtcontainersError.from(error).message };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#owner[Symbol.asyncDispose]();
  }
}

/** A machine's way to share files. UNSUPPORTED: it has none. */
export function shareOf(vm: VirtualMachine): FileShare {
  if (vm.share !== undefined) return vm.share;
  throw new VirtcontainersError('UNSUPPORTED', 'this hypervisor cannot share host directories');
}

/** Where the machine ended, that is why all else failed. The report is asked for once the exit is known. */
export async function explainFailure(
  error: unknown,
  vm: VirtualMachine,
  context: () => { readonly phase: Phase | undefined; readonly report: BootReport },
): Promise<VirtcontainersError> {
  const exit = await exitBehind(error, vm);
  const cancelled = error instanceof VirtcontainersError && error.code === 'CANCELLED';
  const { phase, report } = context();
  if (exit === undefined || cancelled) return withContext(error, { phase, report });
  return withContext(machineEnded(exit, vm, error), { phase: VirtcontainersError.from(error).phase ?? phase, report });
}
