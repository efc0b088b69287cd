// SPDX-License-Identifier: Apache-2.0

import type {
  Annotations,
  BootReport,
  ContainerConfigInput,
  HypervisorExit,
  SandboxStateName,
  SandboxStatus,
  WaitOptions,
} from '@virtcontainers/core';
import type { StopOptions } from '../call-options.js';
import type { Container } from '../container/container.js';

/** A sandbox: a virtual machine and the containers in it. Disposing stops and deletes it; one that is gone already is no error. */
export interface Sandbox extends AsyncDisposable {
  readonly id: string;
  readonly state: SandboxStateName;
  readonly annotations: Readonly<Annotations>;
  /** What is known of its virtual machine: timeline, command line, console. Of the last one, once it is stopped. */
  readonly bootReport: BootReport;
  /** Settles when its virtual machine has ended, on purpose or not. Never rejects. A sandbox started again has a new one. */
  readonly exited: Promise<HypervisorExit>;
  /** The value of one annotation. NOT_FOUND: there is none. */
  annotation(key: string): string;
  /** Adds annotations to those there are; a key that is there gets the new value. INVALID_ARGUMENT: not reverse-domain names. */
  setAnnotations(annotations: Annotations): Promise<void>;
  /** A container by its id; undefined: there is none. */
  getContainer(id: string): Container | undefined;
  /** All containers, in the order in which they were created. */
  getAllContainers(): Container[];
  /** What the sandbox is at the moment. */
  status(): SandboxStatus;
  /** As {@link startSandbox}. */
  start(options?: WaitOptions): Promise<void>;
  /** As {@link stopSandbox}. */
  stop(options?: WaitOptions & StopOptions): Promise<void>;
  /** As {@link deleteSandbox}. */
  delete(options?: WaitOptions & StopOptions): Promise<void>;
  /** As {@link pauseSandbox}. */
  pause(options?: WaitOptions): Promise<void>;
  /** As {@link resumeSandbox}. */
  resume(options?: WaitOptions): Promise<void>;
  /** As {@link createContainer}. */
  createContainer(config: ContainerConfigInput, options?: WaitOptions): Promise<Container>;
}
