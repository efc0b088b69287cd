// SPDX-License-Identifier: Apache-2.0

import type { Duplex } from 'node:stream';
import { orAborted, withDeadline, type WaitOptions } from '@virtcontainers/core';
import { loadAddon } from '../addon.js';
import { nameOfErrno } from '../errno-code.js';
import { NativeError } from '../native-error.js';
import { PolledSocket } from './polled-socket.js';
import { VsockStream } from './vsock-stream.js';

/** Milliseconds that a connection may take when the caller does not say: a guest that is up answers at once. */
const defaultConnectTimeoutMs = 10_000;

const maxUint32 = 0xffff_ffff;

/**
 * Connects to a vsock port.
 *
 * @param cid - context id of the peer, 0 to 4294967295
 * @param port - port of the peer, 0 to 4294967295
 * @returns a stream that the caller owns; destroying it closes the connection
 * @throws NativeError UNAVAILABLE (refused, reset, or no such peer), UNSUPPORTED (no AF_VSOCK), INVALID_ARGUMENT,
 * TIMEOUT, CANCELLED
 */
export async function connectVsock(cid: number, port: number, options: WaitOptions = {}): Promise<Duplex> {
  checkUint32('cid', cid);
  checkUint32('port', port);
  const what = `port ${port} of context id ${cid} to accept a connection`;
  return withDeadline({ what, defaultTimeoutMs: defaultConnectTimeoutMs }, options, async (signal) => {
    const socket = new PolledSocket(loadAddon(), cid, port);
    try {
      await orAborted(
        new Promise<void>((resolve) => {
          socket.whenWritable(resolve);
        }),
        signal,
      );
      throwFailure(socket, cid, port);
      return new VsockStream(socket);
    } catch (error) {
      socket.close();
      throw error;
    }
  });
}

function throwFailure(socket: PolledSocket, cid: number, port: number): void {
  const errno = socket.takeError();
  if (errno === 0) return;
  throw NativeError.ofErrno(nameOfErrno(errno), 'connect', `connect to port ${port} of context id ${cid}`);
}

function checkUint32(field: string, value: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= maxUint32) return;
  throw new NativeError('INVALID_ARGUMENT', `${field} is ${value}, not a whole number from 0 to ${maxUint32}`, {
    details: { path: field },
  });
}
