// SPDX-License-Identifier: Apache-2.0
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./peer.js', import.meta.url));

/**
 * Starts the other side on a unix socket, measures, and takes it down again.
 *
 * @param mode - what the other side speaks
 * @param measure - is given the connected socket, and closes it
 */
export async function withPeer<T>(mode: 'ttrpc' | 'echo', measure: (socket: Socket) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-rpc-'));
  const path = join(directory, 'peer.sock');
  const peer = fork(program, [mode, path], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(peer, 'exit');
  try {
    await Promise.race([once(peer, 'message'), ended.then(() => Promise.reject(new Error('the peer ended early')))]);
    const socket = connect(path);
    await once(socket, 'connect');
    return await measure(socket);
  } finally {
    if (peer.connected) peer.disconnect();
    await ended;
    await rm(directory, { recursive: true });
  }
}
