// SPDX-License-Identifier: Apache-2.0

import { readable, writable, type NativeAddon, type PolledHandle } from '../addon.js';
import { callAddon } from '../call-addon.js';
import type { ByteSocket } from './byte-socket.js';

/** A socket of the addon, and who waits for it. */
export class PolledSocket implements ByteSocket {
  readonly #addon: NativeAddon;
  readonly #handle: PolledHandle;
  readonly #waiting = new Map<number, () => void>();

  /** Starts a connection, which is made or refused when the socket is writable. */
  constructor(addon: NativeAddon, cid: number, port: number) {
    this.#addon = addon;
    this.#handle = callAddon(`connect to port ${port} of context id ${cid}`, () =>
      addon.connectVsock(cid, port, (status, events) => {
        this.#onReady(status, events);
      }),
    );
  }

  /** The errno of a connection that failed, 0 for one that is made. */
  takeError(): number {
    return callAddon('look at a socket', () => this.#addon.socketError(this.#handle));
  }

  read(into: Uint8Array): number {
    return this.#addon.readSocket(this.#handle, into);
  }

  write(bytes: Uint8Array): number {
    return this.#addon.writeSocket(this.#handle, bytes);
  }

  shutdown(): void {
    callAddon('end a connection', () => {
      this.#addon.shutdownSocket(this.#handle);
    });
  }

  whenReadable(callback: () => void): void {
    this.#wait(readable, callback);
  }

  whenWritable(callback: () => void): void {
    this.#wait(writable, callback);
  }

  close(): void {
    this.#waiting.clear();
    this.#addon.closePolled(this.#handle);
  }

  #wait(event: number, callback: () => void): void {
    this.#waiting.set(event, callback);
    this.#watch();
  }

  #watch(): void {
    const events = [...this.#waiting.keys()].reduce((all, event) => all | event, 0);
    callAddon('wait for a socket', () => {
      this.#addon.watch(this.#handle, events);
    });
  }

  /** A status below 0 means that the socket has failed: whoever waits tries again and gets the reason. */
  #onReady(status: number, events: number): void {
    const due = [...this.#waiting].filter(([event]) => status < 0 || (events & event) !== 0);
    for (const [event] of due) this.#waiting.delete(event);
    this.#watch();
    for (const [, callback] of due) callback();
  }
}
