// SPDX-License-Identifier: Apache-2.0

import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { AgentError } from '../agent-error.js';
import { RequestSchema, ResponseSchema, type Request } from '../gen/ttrpc_pb.js';
import { hex, readBytes, socketPair, type SocketPair } from '../socket-pair.fixture.js';
import { TtrpcConnection } from './connection.js';
import {
  headerBytes,
  maxBodyBytes,
  maxStreamId,
  readFrameHeader,
  writeFrameHeader,
  type FrameHeader,
} from './frame.js';
import type { TtrpcCall } from './pending-call.js';

const empty = new Uint8Array(0);
const check: TtrpcCall = { service: 'grpc.Health', method: 'Check', payload: empty };

interface Peer extends SocketPair {
  readonly connection: TtrpcConnection;
}

async function withPeer(test: (peer: Peer) => Promise<void>, firstStreamId = 1): Promise<void> {
  await using pair = await socketPair();
  await using connection = new TtrpcConnection(pair.host, { firstStreamId });
  await test({ ...pair, connection });
}

async function readRequest({ guest }: Peer): Promise<FrameHeader & { request: Request }> {
  const header = readFrameHeader(await readBytes(guest, headerBytes), 0);
  return { ...header, request: fromBinary(RequestSchema, await readBytes(guest, header.bodyBytes)) };
}

function responseFrame(streamId: number, payload: Uint8Array, type = 2): Buffer {
  const body = toBinary(ResponseSchema, create(ResponseSchema, { payload }));
  const header = Buffer.alloc(headerBytes);
  writeFrameHeader(header, { bodyBytes: body.length, streamId, type, flags: 0 });
  return Buffer.concat([header, body]);
}

function announce(streamId: number, bodyBytes: number, type = 2): Buffer {
  const header = Buffer.alloc(headerBytes);
  writeFrameHeader(header, { bodyBytes, streamId, type, flags: 0 });
  return header;
}

async function failure(promise: Promise<unknown>): Promise<AgentError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AgentError)) throw new Error('expected an AgentError', { cause: error });
  return error;
}

const text = (payload: Uint8Array): string => Buffer.from(payload).toString();

describe('TtrpcConnection on the wire', () => {
  it('exchanges a health check byte for byte', () =>
    withPeer(async ({ connection, guest }) => {
      const answer = connection.call(check);
      expect(await readBytes(guest, 30)).toEqual(
        hex('00 00 00 14 00 00 00 01 01 00 0a 0b 67 72 70 63 2e 48 65 61 6c 74 68 12 05 43 68 65 63 6b'),
      );
      guest.write(hex('00 00 00 06 00 00 00 01 02 00 0a 00 12 02 08 01'));
      expect(Buffer.from(await answer)).toEqual(hex('08 01'));
    }));

  it('sends WaitProcess on stream 3 and understands its error, byte for byte', () =>
    withPeer(async ({ connection, guest }) => {
      const first = connection.call(check);
      await readBytes(guest, 30);
      const payload = hex('0a 02 63 31 12 02 63 31');
      const wait = connection.call({ service: 'grpc.AgentService', method: 'WaitProcess', payload });
      expect(await readBytes(guest, 52)).toEqual(
        Buffer.concat([
          hex('00 00 00 2a 00 00 00 03 01 00 0a 11'),
          Buffer.from('grpc.AgentService'),
          hex('12 0b'),
          Buffer.from('WaitProcess'),
          hex('1a 08'),
          payload,
        ]),
      );
      guest.write(
        Buffer.concat([hex('00 00 00 18 00 00 00 03 02 00 0a 16 08 03 12 12'), Buffer.from('InvalidContainerId')]),
      );
      expect(await failure(wait)).toMatchObject({
        code: 'INVALID_ARGUMENT',
        status: 3,
        message: 'grpc.AgentService/WaitProcess: InvalidContainerId',
        details: { method: 'grpc.AgentService/WaitProcess', status: 3 },
      });
      guest.write(responseFrame(1, empty));
      await first;
    }));

  it('gives answers in any order to the calls they belong to, with ids that rise on the wire', () =>
    withPeer(async (peer) => {
      const answers = ['a', 'b', 'c'].map((letter) => peer.connection.call({ ...check, payload: Buffer.from(letter) }));
      const requests = [await readRequest(peer), await readRequest(peer), await readRequest(peer)];
      expect(requests.map(({ streamId }) => streamId)).toEqual([1, 3, 5]);
      for (const { streamId, request } of requests.toReversed())
        peer.guest.write(responseFrame(streamId, request.payload));
      expect((await Promise.all(answers)).map(text)).toEqual(['a', 'b', 'c']);
      expect(peer.connection.pendingCalls).toBe(0);
    }));

  it('starts again after the last stream id and steps over ids in use', () =>
    withPeer(async (peer) => {
      const answers = Array.from({ length: 3 }, () => peer.connection.call(check));
      const ids = [await readRequest(peer), await readRequest(peer), await readRequest(peer)].map(
        ({ streamId }) => streamId,
      );
      expect(ids).toEqual([maxStreamId - 2, maxStreamId, 1]);
      for (const id of ids) peer.guest.write(responseFrame(id, empty));
      await Promise.all(answers);
    }, maxStreamId - 2));

  it('takes an answer byte by byte', () =>
    withPeer(async (peer) => {
      const answer = peer.connection.call(check);
      await readRequest(peer);
      peer.guest.setNoDelay(true);
      for (const byte of responseFrame(1, Buffer.from('slow'))) {
        await new Promise<void>((resolve) =>
          peer.guest.write(Buffer.from([byte]), () => {
            resolve();
          }),
        );
      }
      expect(text(await answer)).toBe('slow');
    }));
});

describe('TtrpcConnection and back-pressure', () => {
  it('does not write while the stream is full, and writes all in order when it drains', () =>
    withPeer(async (peer) => {
      const payload = Buffer.alloc(512 * 1024, 1);
      const answers = Array.from({ length: 16 }, () => peer.connection.call({ ...check, payload }));
      expect(peer.host.writableLength).toBeLessThan(2 * payload.length);
      const seen: number[] = [];
      for (let index = 0; index < 16; index++) {
        const { streamId } = await readRequest(peer);
        seen.push(streamId);
        peer.guest.write(responseFrame(streamId, empty));
      }
      await Promise.all(answers);
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    }));

  it('never sends a call that was given up while it waited for its turn', () =>
    withPeer(async (peer) => {
      const big = peer.connection.call({ ...check, payload: Buffer.alloc(2 * 1024 * 1024) });
      const controller = new AbortController();
      const given = peer.connection.call({ ...check, method: 'GivenUp', signal: controller.signal });
      const last = peer.connection.call({ ...check, method: 'Last' });
      controller.abort();
      expect((await failure(given)).code).toBe('CANCELLED');
      const methods = [await readRequest(peer), await readRequest(peer)].map(({ request }) => request.method);
      expect(methods).toEqual(['Check', 'Last']);
      for (const id of [1, 3]) peer.guest.write(responseFrame(id, empty));
      await Promise.all([big, last]);
    }));

  it('refuses a request that no frame can hold, and goes on', () =>
    withPeer(async (peer) => {
      const error = await failure(peer.connection.call({ ...check, payload: Buffer.alloc(maxBodyBytes) }));
      expect(error).toMatchObject({ code: 'RESOURCE_EXHAUSTED', retryable: false, status: undefined });
      const answer = peer.connection.call(check);
      expect((await readRequest(peer)).streamId).toBe(1);
      peer.guest.write(responseFrame(1, empty));
      await answer;
    }));
});

describe('TtrpcConnection and calls given up', () => {
  it('rejects at once when aborted, drops the late answer, and goes on', () =>
    withPeer(async (peer) => {
      const controller = new AbortController();
      const answer = peer.connection.call({ ...check, signal: controller.signal });
      await readRequest(peer);
      const reason = new Error('enough');
      controller.abort(reason);
      expect(await failure(answer)).toMatchObject({ code: 'CANCELLED', cause: reason });
      expect(peer.connection.pendingCalls).toBe(0);
      peer.guest.write(responseFrame(1, Buffer.alloc(1024 * 1024)));
      const next = peer.connection.call(check);
      await readRequest(peer);
      peer.guest.write(responseFrame(3, Buffer.from('next')));
      expect(text(await next)).toBe('next');
    }));

  it('does not send a call whose signal is aborted already', () =>
    withPeer(async (peer) => {
      expect((await failure(peer.connection.call({ ...check, signal: AbortSignal.abort() }))).code).toBe('CANCELLED');
      const next = peer.connection.call(check);
      expect((await readRequest(peer)).streamId).toBe(1);
      peer.guest.write(responseFrame(1, empty));
      await next;
    }));

  it('tells the agent the deadline and keeps it here too', () =>
    withPeer(async (peer) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
      try {
        const outcome = failure(peer.connection.call({ ...check, timeoutMs: 5000 }));
        expect((await readRequest(peer)).request.timeoutNano).toBe(5_000_000_000n);
        vi.advanceTimersByTime(4999);
        expect(peer.connection.pendingCalls).toBe(1);
        vi.advanceTimersByTime(1);
        expect(await outcome).toMatchObject({ code: 'TIMEOUT', retryable: true, status: undefined });
      } finally {
        vi.useRealTimers();
      }
    }));

  it('leaves neither timer nor listener when the answer comes', () =>
    withPeer(async (peer) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const controller = new AbortController();
      const remove = vi.spyOn(controller.signal, 'removeEventListener');
      try {
        const answer = peer.connection.call({ ...check, timeoutMs: 5000, signal: controller.signal });
        await readRequest(peer);
        expect(vi.getTimerCount()).toBe(1);
        peer.guest.write(responseFrame(1, empty));
        await answer;
        expect(vi.getTimerCount()).toBe(0);
        expect(remove).toHaveBeenCalledOnce();
      } finally {
        vi.useRealTimers();
      }
    }));

  it.each([0, -1, Number.NaN, 2 ** 31])('refuses a timeout of %d ms', (timeoutMs) =>
    withPeer(async ({ connection }) => {
      expect(await failure(connection.call({ ...check, timeoutMs }))).toMatchObject({
        code: 'INVALID_ARGUMENT',
        details: { path: 'timeoutMs' },
      });
    }),
  );
});

describe('TtrpcConnection and the end of the stream', () => {
  it('rejects all calls, under way and to come, when the agent closes it', () =>
    withPeer(async (peer) => {
      const outcomes = [failure(peer.connection.call(check)), failure(peer.connection.call(check))];
      await readRequest(peer);
      peer.guest.end();
      for (const error of await Promise.all(outcomes)) expect(error.code).toBe('UNAVAILABLE');
      expect((await peer.connection.closed)?.code).toBe('UNAVAILABLE');
      expect((await failure(peer.connection.call(check))).code).toBe('UNAVAILABLE');
      expect(peer.host.destroyed).toBe(true);
    }));

  it.each([
    ['header', announce(1, 10).subarray(0, 4)],
    ['body', Buffer.concat([announce(1, 10), Buffer.from('abc')])],
    ['body that is being dropped', Buffer.concat([announce(99, 10), Buffer.from('abc')])],
  ])('reports a cut inside a frame: in its %s', (_, bytes) =>
    withPeer(async (peer) => {
      const outcomes = [failure(peer.connection.call(check)), failure(peer.connection.call(check))];
      peer.guest.end(bytes);
      for (const error of await Promise.all(outcomes)) expect(error.code).toBe('PROTOCOL');
      expect((await peer.connection.closed)?.code).toBe('PROTOCOL');
    }),
  );

  it('rejects pending calls and settles without a reason when closed on purpose, any number of times', () =>
    withPeer(async ({ connection, host }) => {
      const outcome = failure(connection.call(check));
      await Promise.all([connection.close(), connection.close()]);
      expect((await outcome).code).toBe('UNAVAILABLE');
      expect(await connection.closed).toBeUndefined();
      expect(host.closed).toBe(true);
    }));

  it('says so when the stream was gone from the start', async () => {
    await using pair = await socketPair();
    pair.host.destroy();
    await once(pair.host, 'close');
    await using connection = new TtrpcConnection(pair.host);
    expect((await failure(connection.call(check))).code).toBe('UNAVAILABLE');
  });
});

describe('TtrpcConnection and a hostile agent', () => {
  it('fails the one call whose answer is too long, and goes on', () =>
    withPeer(async (peer) => {
      const tooLong = failure(peer.connection.call(check));
      const other = peer.connection.call(check);
      peer.guest.write(announce(1, maxBodyBytes + 1));
      expect(await tooLong).toMatchObject({ code: 'PROTOCOL', status: 8, details: { bodyBytes: maxBodyBytes + 1 } });
      peer.guest.write(Buffer.alloc(maxBodyBytes + 1));
      peer.guest.write(responseFrame(3, Buffer.from('fine')));
      expect(text(await other)).toBe('fine');
    }));

  it('drops the too long answer of a call given up', () =>
    withPeer(async (peer) => {
      const controller = new AbortController();
      const given = failure(peer.connection.call({ ...check, signal: controller.signal }));
      const other = peer.connection.call(check);
      controller.abort();
      await given;
      peer.guest.write(announce(1, maxBodyBytes + 1));
      peer.guest.write(Buffer.alloc(maxBodyBytes + 1));
      peer.guest.write(responseFrame(3, empty));
      await other;
    }));

  it.each([
    ['text instead of frames', Buffer.from('Kernel panic - not syncing: no init found\n')],
    ['a too long answer to a call never made', announce(1001, maxBodyBytes + 1)],
    ['a too long answer to an even stream', announce(2, maxBodyBytes + 1)],
    ['too long data', announce(1, maxBodyBytes + 1, 3)],
  ])('ends the connection on %s', (_, bytes) =>
    withPeer(async (peer) => {
      const outcome = failure(peer.connection.call(check));
      peer.guest.write(bytes);
      expect((await outcome).code).toBe('PROTOCOL');
      expect((await peer.connection.closed)?.code).toBe('PROTOCOL');
    }),
  );

  it('ignores data, requests, frames of unknown types, and answers to nobody', () =>
    withPeer(async (peer) => {
      const answer = peer.connection.call(check);
      await readRequest(peer);
      const flood = Buffer.concat(
        [0, 1, 3, 9, 255]
          .map((type) => responseFrame(1, Buffer.alloc(1000), type))
          .concat(responseFrame(77, Buffer.alloc(1000))),
      );
      for (let round = 0; round < 500; round++) peer.guest.write(flood);
      peer.guest.write(responseFrame(1, Buffer.from('found')));
      expect(text(await answer)).toBe('found');
    }));

  it('fails the one call whose answer is malformed', () =>
    withPeer(async (peer) => {
      const malformed = failure(peer.connection.call(check));
      const other = peer.connection.call(check);
      peer.guest.write(Buffer.concat([announce(1, 2), hex('12 7f')]));
      peer.guest.write(responseFrame(3, empty));
      expect((await malformed).code).toBe('PROTOCOL');
      await other;
    }));

  it('bounds the message and the details of an error, and takes control characters out of it', () =>
    withPeer(async (peer) => {
      const outcome = failure(peer.connection.call(check));
      const status = {
        code: 13,
        message: `\u001b[2Jgone\n${'x'.repeat(100_000)}`,
        details: Array.from({ length: 1000 }, () => ({ typeUrl: 'a/b.C', value: empty })),
      };
      const body = toBinary(ResponseSchema, create(ResponseSchema, { status }));
      peer.guest.write(Buffer.concat([announce(1, body.length), body]));
      const error = await outcome;
      expect(error.message.startsWith('grpc.Health/Check: \ufffd[2Jgone\nxxx')).toBe(true);
      expect(error.message.length).toBeLessThan(4200);
      expect(error.agentDetails.length).toBe(16);
      expect(error.agentDetails[0]?.type).toBe('b.C');
    }));
});
