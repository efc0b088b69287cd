// SPDX-License-Identifier: Apache-2.0

import { duplexPair, type Duplex } from 'node:stream';
import {
  VirtcontainersError,
  withDeadline,
  type Transport,
  type TransportKind,
  type WaitOptions,
} from '@virtcontainers/core';
import { Faults } from './faults.js';

/** A transport in memory: every dial makes a connection, whose other end the test holds. */
export class FakeTransport implements Transport {
  readonly kind: TransportKind;
  readonly multipleConnections: boolean;
  readonly faults = new Faults<'dial'>();
  /** The far ends of all connections, in the order in which they were dialled. */
  readonly peers: Duplex[] = [];
  #closed = false;

  constructor(kind: TransportKind = 'virtio-serial') {
    this.kind = kind;
    this.multipleConnections = kind !== 'virtio-serial';
  }

  dial(options: WaitOptions = {}): Promise<Duplex> {
    return withDeadline({ what: 'the fake transport' }, options, async (signal) => {
      await this.faults.pass('dial', signal);
      this.#requireUsable();
      const [near, far] = duplexPair();
      // A stream that fails while nobody looks at it must not take the test process down.
      far.on('error', () => undefined);
      // A pair of Node.js leaves one end open when the other is destroyed; a socket does not.
      far.once('close', () => near.destroy());
      this.peers.push(far);
      return near;
    });
  }

  /** Ends all connections, as the end of a virtual machine does, and refuses later ones. */
  close(): void {
    this.#closed = true;
    for (const peer of this.peers) peer.destroy();
  }

  #requireUsable(): void {
    if (this.#closed) throw new VirtcontainersError('UNAVAILABLE', 'the peer is gone');
    if (!this.multipleConnections && this.peers.length > 0) {
      throw new VirtcontainersError('UNAVAILABLE', 'the only stream of this transport is in use');
    }
  }
}
