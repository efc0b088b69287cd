// SPDX-License-Identifier: Apache-2.0

import type { Duplex } from 'node:stream';
import type { WaitOptions } from './wait-options.js';

/** The kinds of byte stream between host and agent. */
export type TransportKind = 'vsock' | 'unix' | 'virtio-serial';

/** The way to a sandbox's agent. */
export interface Transport {
  readonly kind: TransportKind;
  /**
   * Whether {@link dial} can be called more than once, each call giving a
   * connection of its own (vsock), or the stream is one for all (virtio-serial).
   */
  readonly multipleConnections: boolean;
  /**
   * Opens a byte stream to the agent. The caller owns it. On virtio-serial
   * bytes may be written before the guest listens: they wait in the device.
   * UNAVAILABLE: refused, or the peer is gone; TIMEOUT, CANCELLED.
   */
  dial(options?: WaitOptions): Promise<Duplex>;
}

/** A context id reserved on this host for one virtual machine. Disposing gives it back. */
export interface VsockReservation extends Disposable {
  /** The guest's context id, 3 or more. */
  readonly cid: number;
  /** Descriptor of the vhost-vsock device that holds the id, for the hypervisor. */
  readonly vhostFd: number;
}

/** AF_VSOCK as this host offers it. */
export interface VsockHost {
  /** Whether guests can be given a vsock device here (`/dev/vhost-vsock` opens). */
  available(): Promise<boolean>;
  /** Reserves a free context id. RESOURCE_EXHAUSTED: none found; UNSUPPORTED: no vhost-vsock. */
  reserve(): Promise<VsockReservation>;
  /** Connects to a port of a guest. UNAVAILABLE: refused or no such guest; TIMEOUT, CANCELLED. */
  connect(cid: number, port: number, options?: WaitOptions): Promise<Duplex>;
}
