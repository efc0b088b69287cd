// SPDX-License-Identifier: Apache-2.0

import {
  withDeadline,
  type Endpoint,
  type Network,
  type NetworkConfig,
  type SandboxNetwork,
  type WaitOptions,
} from '@virtcontainers/core';
import { Faults } from './faults.js';

/** A network that connects nothing, and knows which sandboxes hold one. */
export class FakeNetwork implements Network {
  readonly faults = new Faults<'prepare' | 'cleanup'>();
  /** Ids of the sandboxes whose network was prepared and not undone, in order. */
  readonly prepared: string[] = [];
  readonly #endpoints: readonly Endpoint[];

  /** @param endpoints - the endpoints of every sandbox. Default: none */
  constructor(endpoints: readonly Endpoint[] = []) {
    this.#endpoints = endpoints;
  }

  prepare(sandboxId: string, config: NetworkConfig, options: WaitOptions = {}): Promise<SandboxNetwork> {
    return withDeadline({ what: 'the fake network' }, options, async (signal) => {
      await this.faults.pass('prepare', signal);
      this.prepared.push(sandboxId);
      let undone: Promise<void> | undefined;
      return {
        namespacePath: config.netNSPath,
        endpoints: this.#endpoints,
        [Symbol.asyncDispose]: () => (undone ??= this.#undo(sandboxId)),
      };
    });
  }

  async #undo(sandboxId: string): Promise<void> {
    await this.faults.pass('cleanup', new AbortController().signal);
    this.prepared.splice(this.prepared.indexOf(sandboxId), 1);
  }
}
