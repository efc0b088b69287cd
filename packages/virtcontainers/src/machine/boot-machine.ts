// SPDX-License-Identifier: Apache-2.0

import {
  type Agent,
  type BootReport,
  buildInSteps,
  type GuestSandbox,
  type Hypervisor,
  type Logger,
  type ResourceStack,
  type SandboxConfig,
  type VirtualMachine,
  type VirtualMachineSpec,
  withDeadline,
} from '@virtcontainers/core';
import type { Backends } from '../backends.js';
import { together } from '../together.js';
import { guestSandbox } from './guest-sandbox.js';
import { machineEnded } from './machine-end.js';
import { explainFailure, Machine } from './machine.js';
import type { Timeline } from './timeline.js';

/** How long the guest may take until its agent answers, in milliseconds, under KVM and when the caller sets no time. */
export const bootTimeoutMs = 60_000;

/** How many times longer everything in the guest may take where its instructions are emulated. */
export const emulationFactor = 4;

/** What a machine is booted with. */
export interface BootParts {
  readonly config: SandboxConfig;
  readonly spec: VirtualMachineSpec;
  readonly hypervisor: Hypervisor;
  readonly backends: Backends;
  readonly timeline: Timeline;
  readonly logger: Logger;
  /** Done while the guest boots, for example sharing files. */
  readonly meanwhile: (vm: VirtualMachine, signal: AbortSignal) => Promise<void>;
}

/** What a boot can be cut short by. */
export interface BootLimits {
  readonly signal: AbortSignal;
  /** The caller's own limit for the whole call, in milliseconds: then the guest has as long. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Boots a virtual machine and sets its sandbox up in the guest. On failure
 * nothing is left, and the error tells the phase and carries the boot report.
 */
export async function bootMachine(parts: BootParts, limits: BootLimits): Promise<Machine> {
  const { result, owner } = await buildInSteps((stack) => new Boot(parts, limits, stack).run());
  return new Machine({ ...result, timeline: parts.timeline, owner });
}

class Boot {
  readonly #parts: BootParts;
  readonly #limits: BootLimits;
  readonly #stack: ResourceStack;
  #agentState: BootReport['agent'] = 'unreached';

  constructor(parts: BootParts, limits: BootLimits, stack: ResourceStack) {
    this.#parts = parts;
    this.#limits = limits;
    this.#stack = stack;
  }

  async run(): Promise<{ readonly vm: VirtualMachine; readonly agent: Agent }> {
    const { signal } = this.#limits;
    const { timeline, config, hypervisor, spec, logger } = this.#parts;
    const vm = await timeline.measure('launch', () => hypervisor.boot(spec, { signal, logger }));
    this.#stack.use(vm);
    try {
      const agent = await timeline.measure('boot', () => this.#bootGuest(vm));
      await timeline.measure('sandbox', () => setUp(agent, guestSandbox(config, vm), signal));
      return { vm, agent };
    } catch (error) {
      throw await explainFailure(error, vm, () => ({ phase: undefined, report: this.#report(vm) }));
    }
  }

  async #bootGuest(vm: VirtualMachine): Promise<Agent> {
    const emulated = vm.report().accelerator === 'tcg';
    const { signal, timeoutMs = bootTimeoutMs * (emulated ? emulationFactor : 1) } = this.#limits;
    return withDeadline({ what: 'the agent in the guest to answer' }, { signal, timeoutMs }, (booting) =>
      unlessEnded(vm, booting, async (alive) => {
        const [agent] = await together(alive, [
          (both) => this.#connect(vm, both, timeoutMs),
          (both) => this.#parts.meanwhile(vm, both),
        ]);
        return agent;
      }),
    );
  }

  async #connect(vm: VirtualMachine, signal: AbortSignal, timeoutMs: number): Promise<Agent> {
    const { backends, config } = this.#parts;
    const agent = await backends.connectAgent(vm.transport, config, { signal, timeoutMs });
    this.#stack.use(agent);
    this.#agentState = 'connected';
    await agent.check({ signal, timeoutMs });
    this.#agentState = 'answering';
    return agent;
  }

  #report(vm: VirtualMachine): BootReport {
    return { ...vm.report(), timeline: this.#parts.timeline.timings(), agent: this.#agentState };
  }
}

/** Does work under a signal that fires when the machine ends too; that is then what the work failed of. */
async function unlessEnded<T>(
  vm: VirtualMachine,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  void vm.exit.then((exit) => {
    ended.abort(machineEnded(exit, vm));
  });
  try {
    return await work(AbortSignal.any([signal, ended.signal]));
  } catch (error) {
    throw ended.signal.aborted ? ended.signal.reason : error;
  }
}

/** What a guest cannot know: its sandbox, the time, and randomness that no other guest has. */
async function setUp(agent: Agent, sandbox: GuestSandbox, signal: AbortSignal): Promise<void> {
  await together(signal, [
    (both) => agent.createSandbox(sandbox, { signal: both }),
    (both) => agent.setClock({ signal: both }),
    (both) => agent.reseedRandom({ signal: both }),
  ]);
}
