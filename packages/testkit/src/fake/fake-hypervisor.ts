// SPDX-License-Identifier: Apache-2.0

import { access, mkdir, rm } from 'node:fs/promises';
import {
  VirtcontainersError,
  withDeadline,
  type BootOptions,
  type Hypervisor,
  type HypervisorType,
  type TransportKind,
  type VirtualMachinePlan,
  type VirtualMachineSpec,
} from '@virtcontainers/core';
import { FakeTransport } from './fake-transport.js';
import { FakeVirtualMachine } from './fake-virtual-machine.js';
import { Faults } from './faults.js';

/**
 * Steps of a fake hypervisor at which a fault can strike: `launch` before the
 * machine exists, `monitor` when its run directory is there.
 */
export type FakeHypervisorStep = 'plan' | 'launch' | 'monitor';

/** What a fake hypervisor is made with. */
export interface FakeHypervisorOptions {
  /** Kind of the transport of its machines. Default: `virtio-serial`. */
  readonly transport?: TransportKind;
}

/** A hypervisor whose machines are no more than a run directory. */
export class FakeHypervisor implements Hypervisor {
  readonly type: HypervisorType = 'mock';
  readonly faults = new Faults<FakeHypervisorStep>();
  /** Every machine that was booted, in order. */
  readonly machines: FakeVirtualMachine[] = [];
  readonly #transport: TransportKind;

  constructor(options: FakeHypervisorOptions = {}) {
    this.#transport = options.transport ?? 'virtio-serial';
  }

  async plan(spec: VirtualMachineSpec): Promise<VirtualMachinePlan> {
    await this.faults.pass('plan', new AbortController().signal);
    await requireFiles(spec);
    return {
      command: commandOf(spec),
      accelerator: 'tcg',
      transport: this.#transport,
      kernelCommandLine: spec.guest.kernelParams.join(' '),
    };
  }

  boot(spec: VirtualMachineSpec, options: BootOptions = {}): Promise<FakeVirtualMachine> {
    return withDeadline({ what: 'the fake hypervisor' }, options, async (signal) => {
      await requireFiles(spec);
      await this.faults.pass('launch', signal);
      await mkdir(spec.runDir, { recursive: true, mode: 0o700 });
      try {
        await this.faults.pass('monitor', signal);
      } catch (error) {
        await rm(spec.runDir, { recursive: true, force: true });
        throw error;
      }
      return this.#add(spec);
    });
  }

  #add(spec: VirtualMachineSpec): FakeVirtualMachine {
    const machine = new FakeVirtualMachine(spec, commandOf(spec), new FakeTransport(this.#transport));
    this.machines.push(machine);
    return machine;
  }
}

function commandOf({ vcpus, memoryMib, guest }: VirtualMachineSpec): readonly string[] {
  return ['fake-hypervisor', `vcpus=${vcpus}`, `memoryMib=${memoryMib}`, guest.kernelPath, guest.initrdPath];
}

async function requireFiles({ guest }: VirtualMachineSpec): Promise<void> {
  for (const field of ['kernelPath', 'initrdPath'] as const) {
    await access(guest[field]).catch((cause: unknown) => {
      const details = { path: `hypervisorConfig.${field}` };
      throw new VirtcontainersError('NOT_FOUND', `there is no ${guest[field]}`, { cause, details });
    });
  }
}
