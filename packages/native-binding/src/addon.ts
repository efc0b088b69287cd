// SPDX-License-Identifier: Apache-2.0

import { createRequire } from 'node:module';
import { findNativeFile, nativeFileCandidates, notBuilt } from './native-file.js';

declare const fdHandle: unique symbol;
declare const polledHandle: unique symbol;

/** A descriptor that the addon owns. */
export interface FdHandle {
  readonly [fdHandle]: never;
}

/** A descriptor that the addon owns and waits on. */
export interface PolledHandle {
  readonly [polledHandle]: never;
}

/** Called with 0 or a negative errno, and the events that have come: {@link readable}, {@link writable}. */
export type OnReady = (status: number, events: number) => void;

/** Event: something to read, or the end. */
export const readable = 1;

/** Event: room to write, or a connection made or refused. */
export const writable = 2;

/**
 * What the addon exports; it trusts the types of what it is given. Functions
 * throw an error with `errno` (a positive number) and `syscall` when a system
 * call fails, and a TypeError for a handle of another kind.
 */
export interface NativeAddon {
  /** The descriptor's number, -1 when it is closed. */
  fdNumber(handle: FdHandle): number;
  /** Repeatable. */
  closeFd(handle: FdHandle): void;
  fdKind(handle: FdHandle): FileKind;
  /** An O_PATH descriptor of a path that is resolved within a directory. */
  openConfined(root: string, path: string, inRoot: boolean): FdHandle;
  reserveGuestCid(devicePath: string): { readonly cid: number; readonly vhost: FdHandle };
  connectVsock(cid: number, port: number, onReady: OnReady): PolledHandle;
  /** The error that has happened to a socket as an errno, 0 for none; asking clears it. */
  socketError(handle: PolledHandle): number;
  /** The number of bytes read, 0 at the end, or a negative errno. */
  readSocket(handle: PolledHandle, into: Uint8Array): number;
  /** The number of bytes written, or a negative errno. */
  writeSocket(handle: PolledHandle, bytes: Uint8Array): number;
  shutdownSocket(handle: PolledHandle): void;
  /** Readable once the process has ended. */
  openPidfd(pid: number, onReady: OnReady): PolledHandle;
  /** Sets the events to wait for, 0 for none. */
  watch(handle: PolledHandle, events: number): void;
  /** Repeatable; no callback comes afterwards. */
  closePolled(handle: PolledHandle): void;
}

/** What a file is. */
export type FileKind = 'file' | 'directory' | 'symlink' | 'block' | 'character' | 'fifo' | 'socket';

const require = createRequire(import.meta.url);

/**
 * Loads the addon. Node.js keeps it, one for each thread.
 *
 * @throws NativeError NOT_FOUND that tells what was tried and what to do
 */
export function loadAddon(): NativeAddon {
  const path = findNativeFile('virtcontainers.node');
  try {
    return require(path) as NativeAddon;
  } catch (cause) {
    throw notBuilt('virtcontainers.node', nativeFileCandidates('virtcontainers.node'), cause);
  }
}
