// SPDX-License-Identifier: Apache-2.0

/** A non-blocking stream socket: calls do at once what they can, and readiness is waited for apart. */
export interface ByteSocket {
  /** The number of bytes read, 0 at the end, or a negative errno: -EAGAIN when there is nothing yet. */
  read(into: Uint8Array): number;
  /** The number of bytes written, or a negative errno: -EAGAIN when there is no room. */
  write(bytes: Uint8Array): number;
  /** Ends the sending half. */
  shutdown(): void;
  /** Calls once when a read will do something. One wait at a time. */
  whenReadable(callback: () => void): void;
  /** Calls once when a write will do something. One wait at a time. */
  whenWritable(callback: () => void): void;
  /** Drops the waits and the socket. Repeatable. */
  close(): void;
}
