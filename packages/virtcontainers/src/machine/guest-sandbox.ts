// SPDX-License-Identifier: Apache-2.0

import { type GuestSandbox, maxHostnameLength, type SandboxConfig, type VirtualMachine } from '@virtcontainers/core';

/** The sandbox as the guest is to set it up. */
export function guestSandbox(config: SandboxConfig, { share }: VirtualMachine): GuestSandbox {
  const sandbox = { sandboxId: config.id, hostname: hostnameOf(config), dns: [] };
  return share === undefined ? sandbox : { ...sandbox, share };
}

/** The name that the guest gets: the id, as far as it fits, where none is given. */
export function hostnameOf({ hostname, id }: Pick<SandboxConfig, 'hostname' | 'id'>): string {
  return hostname ?? id.slice(0, maxHostnameLength);
}
