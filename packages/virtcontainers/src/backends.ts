// SPDX-License-Identifier: Apache-2.0

import type { Agent, GuestFiles, Hypervisor, SandboxConfig, Transport, WaitOptions } from '@virtcontainers/core';

/** What a sandbox is made with. The facade chooses these; tests bring their own. */
export interface Backends {
  /** The hypervisor that a configuration asks for. UNSUPPORTED: there is none. */
  hypervisor(config: SandboxConfig): Hypervisor;
  /** The guest that is booted when a configuration names none. */
  embeddedGuest(options?: WaitOptions): Promise<GuestFiles>;
  /** An agent at the end of a transport. It need not answer yet. */
  connectAgent(transport: Transport, config: SandboxConfig, options?: WaitOptions): Promise<Agent>;
}
