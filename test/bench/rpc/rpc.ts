// SPDX-License-Identifier: Apache-2.0
import { createClient } from '@connectrpc/connect';
import { createTtrpcTransport, Health, TtrpcConnection } from '@virtcontainers/agent-kata';

import { percentile } from '../percentile.js';
import { comparedRow, type Row } from '../row.js';
import { byteEcho } from './byte-echo.js';
import { measureRoundTrips, type RoundTrips } from './round-trips.js';
import { withPeer } from './with-peer.js';

const concurrencies = [1, 64];
const calls = 20_000;

/** ttRPC unary round trips between two processes over a unix socket, beside the same number of bytes without ttRPC. */
export async function benchRpc(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const inFlight of concurrencies) {
    const bytes = await withPeer('echo', async (socket) => {
      const result = await measureRoundTrips(byteEcho(socket), inFlight, calls);
      socket.destroy();
      return result;
    });
    const ttrpc = await withPeer('ttrpc', async (socket) => {
      await using connection = new TtrpcConnection(socket);
      const health = createClient(Health, createTtrpcTransport(connection));
      return await measureRoundTrips(() => health.check({}), inFlight, calls);
    });
    rows.push(...rowsOf(`rpc.${inFlight}`, ttrpc, bytes));
  }
  return rows;
}

function rowsOf(name: string, ttrpc: RoundTrips, bytes: RoundTrips): readonly Row[] {
  const latency = (share: number, label: string): Row =>
    comparedRow(
      `${name}.${label}`,
      percentile(ttrpc.durationsUs, share),
      'us',
      { name: 'bytes echoed', value: percentile(bytes.durationsUs, share) },
      calls,
    );
  const rate = { name: 'bytes echoed', value: bytes.perSecond };
  return [comparedRow(`${name}.calls`, ttrpc.perSecond, '1/s', rate, calls), latency(0.5, 'p50'), latency(0.99, 'p99')];
}
