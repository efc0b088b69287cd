// SPDX-License-Identifier: Apache-2.0
import { createServer, type Socket } from 'node:net';

import { Health, HealthCheckResponse_ServingStatus, TtrpcServer } from '@virtcontainers/agent-kata';

/**
 * The other side of the benchmark, in a process of its own: `peer.js ttrpc|echo PATH`. The first serves a ttRPC method
 * that does nothing, the second gives every byte back. Says `ready` to its parent when it listens.
 */
const [mode, path] = process.argv.slice(2);

const server = createServer({ noDelay: true }, mode === 'ttrpc' ? serveTtrpc : echo);
server.listen(path, () => process.send?.('ready'));
process.once('disconnect', () => process.exit());

function serveTtrpc(socket: Socket): void {
  new TtrpcServer().add(Health, { check: () => ({ status: HealthCheckResponse_ServingStatus.SERVING }) }).serve(socket);
}

function echo(socket: Socket): void {
  socket.on('data', (chunk) => socket.write(chunk));
}
