// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { AgentError } from '../agent-error.js';
import { AgentService } from '../gen/agent_pb.js';
import { socketPair } from '../socket-pair.fixture.js';
import { TtrpcConnection } from '../ttrpc/connection.js';
import { TtrpcServer, type TtrpcHandlers } from '../ttrpc/server.js';
import { ttrpcStatus } from '../ttrpc/status.js';
import { guestClients } from './guest-clients.js';
import { GuestStreams, maxTransferBytes } from './guest-streams.js';

const init = { containerId: 'box', token: 'box' };

async function withStreams(
  handlers: TtrpcHandlers<typeof AgentService>,
  test: (streams: GuestStreams) => Promise<void>,
): Promise<void> {
  await using pair = await socketPair();
  new TtrpcServer().add(AgentService, handlers).serve(pair.guest);
  await using connection = new TtrpcConnection(pair.host);
  await test(new GuestStreams(guestClients(connection)));
}

function fail(status: number): () => never {
  return () => {
    throw new AgentError('INTERNAL', 'EIO', { status });
  };
}

describe('GuestStreams', () => {
  it('offers no more than a frame holds, and tells how much was taken', async () => {
    const offered: number[] = [];
    await withStreams(
      {
        writeStdin: ({ data }) => {
          offered.push(data.length);
          return { len: data.length - 1 };
        },
      },
      async (streams) => {
        expect(await streams.write(init, Buffer.alloc(5 * 1024 * 1024))).toBe(maxTransferBytes - 1);
        expect(offered).toEqual([maxTransferBytes]);
      },
    );
  });

  it('does not close the stream by an empty write', () =>
    withStreams({ writeStdin: fail(ttrpcStatus.internal) }, async (streams) => {
      expect(await streams.write(init, Buffer.alloc(0))).toBe(0);
    }));

  it.each([0, 4])('refuses an agent that says it took %i of 3 bytes', (len) =>
    withStreams({ writeStdin: () => ({ len }) }, async (streams) => {
      await expect(streams.write(init, Buffer.from('abc'))).rejects.toMatchObject({ code: 'PROTOCOL' });
    }),
  );

  it('refuses output that nobody asked for', () =>
    withStreams({ readStdout: ({ len }) => ({ data: new Uint8Array(len + 1) }) }, async (streams) => {
      await expect(streams.read(init, 'stdout', 10)).rejects.toMatchObject({ code: 'PROTOCOL' });
    }));

  it.each([0, -1, 1.5, Number.NaN])('refuses to read %d bytes', (maxBytes) =>
    withStreams({}, async (streams) => {
      await expect(streams.read(init, 'stdout', maxBytes)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }),
  );

  it('takes the end of a terminal for the end of its output, and never reads it twice', () =>
    withStreams({ readStdout: fail(ttrpcStatus.internal), readStderr: fail(ttrpcStatus.aborted) }, async (streams) => {
      await expect(streams.read(init, 'stdout', 10)).rejects.toMatchObject({ code: 'INTERNAL' });
      streams.noteTerminal(init);
      expect(await streams.read(init, 'stdout', 10)).toHaveLength(0);
      expect(await streams.read(init, 'stderr', 10)).toHaveLength(0);
      streams.forgetProcess(init);
      await expect(streams.read(init, 'stderr', 10)).rejects.toMatchObject({ status: ttrpcStatus.aborted });
    }));

  it('says that there is no terminal to resize, and that a process is not there', () =>
    withStreams(
      { ttyWinResize: fail(ttrpcStatus.unavailable), closeStdin: fail(ttrpcStatus.invalidArgument) },
      async (streams) => {
        await expect(streams.resize(init, 24, 80)).rejects.toMatchObject({ code: 'INVALID_STATE', status: 14 });
        await expect(streams.closeStdin(init)).rejects.toMatchObject({ code: 'NOT_FOUND', status: 3 });
      },
    ));
});
