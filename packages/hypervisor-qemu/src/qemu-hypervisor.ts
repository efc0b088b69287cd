// SPDX-License-Identifier: Apache-2.0

import {
  type BootOptions,
  type Hypervisor,
  type Logger,
  type ProcessGuard,
  type VirtualMachine,
  type VirtualMachinePlan,
  type VirtualMachineSpec,
  type VsockHost,
  silentLogger,
  withDeadline,
} from '@virtcontainers/core';
import { type AcceleratorChoice, chooseAccelerator } from './accelerator-choice.js';
import { BootAttempt } from './boot-attempt.js';
import { prepareBoot, renderMachine } from './boot-preparation.js';
import { type Host, thisHost } from './host.js';
import { launchTimeoutMs } from './time-limits.js';

/** What {@link QemuHypervisor} is made with. */
export interface QemuHypervisorOptions {
  /** Starts QEMU so that it cannot outlive this process. */
  readonly guard: ProcessGuard;
  /** The host's AF_VSOCK. Default: none, and the agent is reached over virtio-serial. */
  readonly vsock?: VsockHost;
  /** What is known of this host. Default: read from it. */
  readonly host?: Host;
}

/** The context id that a plan shows: the first that a guest can have. */
const plannedCid = 3;

/** Makes virtual machines with QEMU 7.2 or newer. */
export class QemuHypervisor implements Hypervisor {
  readonly type = 'qemu';
  readonly #guard: ProcessGuard;
  readonly #vsock: VsockHost | undefined;
  readonly #host: Host;
  #accelerationIsSaid = false;

  constructor(options: QemuHypervisorOptions) {
    this.#guard = options.guard;
    this.#vsock = options.vsock;
    this.#host = options.host ?? thisHost;
  }

  async plan(spec: VirtualMachineSpec): Promise<VirtualMachinePlan> {
    const accelerator = await chooseAccelerator(spec.config.accelerator, this.#host);
    const preparation = await prepareBoot(spec, accelerator.kind, this.#surroundings());
    const { args } = renderMachine(preparation, preparation.transport === 'vsock' ? plannedCid : undefined);
    return {
      command: [preparation.program, ...args],
      accelerator: preparation.accelerator,
      transport: preparation.transport,
      kernelCommandLine: preparation.kernelCommandLine,
    };
  }

  async boot(spec: VirtualMachineSpec, options: BootOptions = {}): Promise<VirtualMachine> {
    const logger = options.logger ?? silentLogger;
    const accelerator = await chooseAccelerator(spec.config.accelerator, this.#host);
    this.#sayAcceleration(accelerator, logger);
    const attempt = new BootAttempt({ guard: this.#guard, vsock: this.#vsock, logger });
    const wait = { what: 'qemu to start', defaultTimeoutMs: launchTimeoutMs[accelerator.kind] };
    try {
      return await withDeadline(wait, options, async (signal) => {
        const preparation = await prepareBoot(spec, accelerator.kind, this.#surroundings(), signal);
        return await attempt.run(preparation, signal);
      });
    } catch (error) {
      throw await attempt.failed(error);
    }
  }

  #surroundings(): { readonly host: Host; readonly vsock: VsockHost | undefined } {
    return { host: this.#host, vsock: this.#vsock };
  }

  /** Emulation is slow, which its user should know: said once, not at every boot. */
  #sayAcceleration({ kind, reason }: AcceleratorChoice, logger: Logger): void {
    if (this.#accelerationIsSaid) return;
    this.#accelerationIsSaid = true;
    logger.info({ accelerator: kind, reason }, `guests run with ${kind}`);
  }
}
