// SPDX-License-Identifier: Apache-2.0

import type { BootReport, HypervisorExit } from './boot-report.js';
import type { TransportChoice } from './config/agent-config.js';
import type { HypervisorConfig } from './config/hypervisor-config.js';
import type { HypervisorType } from './config/hypervisor-type.js';
import type { Logger } from './logger.js';
import type { Transport } from './transport.js';
import type { WaitOptions } from './wait-options.js';

/** The files a guest is booted from. */
export interface GuestFiles {
  /** Guest kernel: an ELF `vmlinux` with a PVH note, or a bzImage. */
  readonly kernelPath: string;
  /** Initial RAM file system that holds the agent. */
  readonly initrdPath: string;
  /** Kernel parameters that this guest wants, before the hypervisor's and the user's. */
  readonly kernelParams: readonly string[];
}

/** What a virtual machine is made from: data only, all defaults filled in. */
export interface VirtualMachineSpec {
  readonly sandboxId: string;
  readonly config: HypervisorConfig;
  readonly guest: GuestFiles;
  readonly vcpus: number;
  readonly memoryMib: number;
  /** Way to the agent that the machine is given. Default: `auto`. */
  readonly transport?: TransportChoice;
  /** The sandbox's run directory; made by {@link Hypervisor.boot}, gone with the machine. */
  readonly runDir: string;
}

/** What booting a specification would do, without doing it. */
export interface VirtualMachinePlan {
  /** Program and arguments. Descriptor numbers and a vsock context id are those of a first sandbox. */
  readonly command: readonly string[];
  /** Accelerator that `auto` picks here. */
  readonly accelerator: 'kvm' | 'tcg';
  /** Transport that `auto` picks here. */
  readonly transport: Transport['kind'];
  /** The guest's kernel command line. */
  readonly kernelCommandLine: string;
}

/** A host directory or file offered to the guest under a tag. */
export interface FileShare {
  /** Tag of the share, for the agent's storage. */
  readonly tag: string;
  /** What the agent mounts it with: `9p` or `virtio-fs`. */
  readonly driver: '9p' | 'virtio-fs';
  /** Mount options for the guest. */
  readonly mountOptions: readonly string[];
  /** Offers a host directory or file at `name`, relative to the share. Errors as ProcessGuard's bind. */
  attach(source: string, name: string, options?: WaitOptions & { readonly readOnly?: boolean }): Promise<void>;
  /** Takes it away. */
  detach(name: string, options?: WaitOptions): Promise<void>;
}

/** Stops and continues the virtual CPUs. */
export interface CpuControl {
  /** Stops them; the guest's time stands still. Stopped already: success. */
  pause(options?: WaitOptions): Promise<void>;
  /** Lets them go on. Running already: success. */
  resume(options?: WaitOptions): Promise<void>;
}

/** A running virtual machine. Disposing ends it, and resolves when nothing of it is left. */
export interface VirtualMachine extends AsyncDisposable {
  /** The hypervisor's process id. */
  readonly pid: number;
  /** Settles when the hypervisor is gone and its traces are removed. Never rejects. */
  readonly exit: Promise<HypervisorExit>;
  /** The way to the agent. */
  readonly transport: Transport;
  /** Capability: sharing host files. */
  readonly share?: FileShare;
  /** Capability: pausing. */
  readonly cpus?: CpuControl;
  /** What is known of the machine now. `timeline` and `agent` are the facade's to fill. */
  report(): Omit<BootReport, 'timeline' | 'agent'>;
  /**
   * Ends the machine: waits up to `graceMs` for the guest to power itself off
   * (0, the default: not at all), then kills the hypervisor. Repeatable.
   */
  stop(options?: WaitOptions & { readonly graceMs?: number }): Promise<HypervisorExit>;
}

/** Options of {@link Hypervisor.boot}. */
export interface BootOptions extends WaitOptions {
  readonly logger?: Logger;
}

/** Makes virtual machines. */
export interface Hypervisor {
  readonly type: HypervisorType;
  /** Checks a specification and says what {@link boot} would run. Starts nothing. Errors as boot's. */
  plan(spec: VirtualMachineSpec): Promise<VirtualMachinePlan>;
  /**
   * Starts a virtual machine and resolves when its CPUs run and its monitor
   * answers; the agent need not be up. On failure nothing is left.
   * INVALID_ARGUMENT, NOT_FOUND (with `details.path`), UNSUPPORTED,
   * UNAVAILABLE (the hypervisor ended at once; `report` says why), TIMEOUT, CANCELLED.
   */
  boot(spec: VirtualMachineSpec, options?: BootOptions): Promise<VirtualMachine>;
}
