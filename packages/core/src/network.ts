// SPDX-License-Identifier: Apache-2.0

import type { NetworkConfig } from './config/network-config.js';
import type { WaitOptions } from './wait-options.js';

/** One network interface of a sandbox. */
export interface Endpoint {
  /** Name of the interface, on the host and in the guest; 1 to 15 bytes. */
  readonly name: string;
  /** Hardware address, for example `02:00:00:00:00:01`. */
  readonly hardwareAddress: string;
  /** Largest packet in bytes. */
  readonly mtuBytes: number;
  /** Descriptors of the tap device's queues, for the hypervisor. */
  readonly tapFds: readonly number[];
}

/** A sandbox's connection to the outside. Disposing undoes all that preparing did. */
export interface SandboxNetwork extends AsyncDisposable {
  /** Path of the network namespace, or undefined where the sandbox has none. */
  readonly namespacePath: string | undefined;
  readonly endpoints: readonly Endpoint[];
}

/** Makes networks for sandboxes. */
export interface Network {
  /** Prepares a network. On failure nothing is left. */
  prepare(sandboxId: string, config: NetworkConfig, options?: WaitOptions): Promise<SandboxNetwork>;
}
