// SPDX-License-Identifier: Apache-2.0

import type { SandboxStateName } from '../sandbox-state.js';
import type { AgentType } from './agent-config.js';
import type { Annotations } from './annotations.js';
import type { ContainerStatus } from './container-status.js';
import type { HypervisorConfig } from './hypervisor-config.js';
import type { HypervisorType } from './hypervisor-type.js';

/** What a sandbox is at the moment. */
export interface SandboxStatus {
  readonly id: string;
  readonly state: SandboxStateName;
  readonly hypervisor: HypervisorType;
  /** With all defaults filled in. */
  readonly hypervisorConfig: HypervisorConfig;
  readonly agent: AgentType;
  readonly containersStatus: readonly ContainerStatus[];
  readonly annotations: Readonly<Annotations>;
}
