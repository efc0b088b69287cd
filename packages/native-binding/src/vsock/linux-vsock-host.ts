// SPDX-License-Identifier: Apache-2.0

import { open } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import type { VsockHost, VsockReservation, WaitOptions } from '@virtcontainers/core';
import { loadAddon } from '../addon.js';
import { callAddon } from '../call-addon.js';
import { NativeError } from '../native-error.js';
import { OwnedFd } from '../owned-fd.js';
import { connectVsock } from './connect-vsock.js';

/** Options of {@link LinuxVsockHost}. */
export interface LinuxVsockHostOptions {
  /** Path of the vhost-vsock device. Default: `/dev/vhost-vsock`. */
  readonly devicePath?: string;
}

/** What the kernel says when it has no such device or driver. */
const missing: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENODEV', 'ENXIO']);

/** Core's `VsockHost` by AF_VSOCK sockets and the vhost-vsock device. */
export class LinuxVsockHost implements VsockHost {
  readonly #devicePath: string;

  constructor(options: LinuxVsockHostOptions = {}) {
    this.#devicePath = options.devicePath ?? '/dev/vhost-vsock';
  }

  async available(): Promise<boolean> {
    try {
      const device = await open(this.#devicePath, 'r+');
      await device.close();
      return true;
    } catch {
      return false; // whatever keeps it from opening: that is the question
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- so that a failure rejects
  async reserve(): Promise<VsockReservation> {
    const addon = loadAddon();
    try {
      const { cid, vhost } = callAddon('reserve a context id', () => addon.reserveGuestCid(this.#devicePath));
      return new Reservation(cid, new OwnedFd(addon, vhost));
    } catch (error) {
      throw error instanceof NativeError ? this.#explained(error) : error;
    }
  }

  connect(cid: number, port: number, options?: WaitOptions): Promise<Duplex> {
    return connectVsock(cid, port, options);
  }

  #explained(cause: NativeError): NativeError {
    const facts = { cause, ...(cause.errno !== undefined && { errno: cause.errno }) };
    if (missing.has(cause.errno)) {
      const remedy = 'load the kernel module vhost_vsock, or let the agent be reached by virtio-serial';
      return new NativeError('UNSUPPORTED', `this host has no ${this.#devicePath}`, { ...facts, details: { remedy } });
    }
    if (cause.errno === 'EADDRINUSE') {
      return new NativeError('RESOURCE_EXHAUSTED', 'found no context id that is free', facts);
    }
    return cause;
  }
}

class Reservation implements VsockReservation {
  readonly cid: number;
  readonly #vhost: OwnedFd;

  constructor(cid: number, vhost: OwnedFd) {
    this.cid = cid;
    this.#vhost = vhost;
  }

  get vhostFd(): number {
    return this.#vhost.number;
  }

  [Symbol.dispose](): void {
    this.#vhost.close();
  }
}
