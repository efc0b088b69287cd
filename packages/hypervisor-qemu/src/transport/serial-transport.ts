// SPDX-License-Identifier: Apache-2.0

import type { Duplex } from 'node:stream';
import type { Transport, WaitOptions } from '@virtcontainers/core';
import { HypervisorError } from '../hypervisor-error.js';

/** The agent's virtio port: one stream, which is there as soon as the machine is. */
export class SerialTransport implements Transport {
  readonly kind = 'virtio-serial';
  readonly multipleConnections = false;
  readonly #stream: Duplex;
  #dialed = false;

  /** @param machineGone - settles when nobody is at the other end any more */
  constructor(stream: Duplex, machineGone: Promise<unknown>) {
    this.#stream = stream;
    void machineGone.then(() => {
      this.#close();
    });
    // A machine that dies resets the stream, which nobody may have asked for yet. Whoever dials listens for himself.
    stream.on('error', () => undefined);
  }

  /**
   * Hands the stream over. INVALID_STATE: it has been handed over before;
   * UNAVAILABLE: the machine is gone; CANCELLED.
   */
  dial(options: WaitOptions = {}): Promise<Duplex> {
    return new Promise((resolve) => {
      resolve(this.#take(options.signal));
    });
  }

  #take(signal: AbortSignal | undefined): Duplex {
    if (signal?.aborted === true) {
      throw new HypervisorError('CANCELLED', "cancelled before the agent's port was opened", { cause: signal.reason });
    }
    if (this.#dialed) throw new HypervisorError('INVALID_STATE', "the agent's port is open already");
    if (this.#stream.destroyed) throw new HypervisorError('UNAVAILABLE', "the agent's port is gone with the machine");
    this.#dialed = true;
    return this.#stream;
  }

  /** Whoever has taken the stream over reads it to its end and closes it. */
  #close(): void {
    if (!this.#dialed) this.#stream.destroy();
  }
}
