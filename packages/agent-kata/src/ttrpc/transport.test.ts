// SPDX-License-Identifier: Apache-2.0

import { create, toBinary } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient, type Client, type Interceptor } from '@connectrpc/connect';
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { AgentError } from '../agent-error.js';
import { AgentService, ReadStreamResponseSchema } from '../gen/agent_pb.js';
import { Health, HealthCheckResponse_ServingStatus } from '../gen/health_pb.js';
import { socketPair } from '../socket-pair.fixture.js';
import { TtrpcConnection } from './connection.js';
import { TtrpcServer, type TtrpcHandlers } from './server.js';
import { createTtrpcTransport } from './transport.js';

interface Ends {
  readonly agent: Client<typeof AgentService>;
  readonly health: Client<typeof Health>;
  readonly connection: TtrpcConnection;
}

async function withServer(
  handlers: TtrpcHandlers<typeof AgentService>,
  test: (ends: Ends) => Promise<void>,
  interceptors: readonly Interceptor[] = [],
): Promise<void> {
  await using pair = await socketPair();
  new TtrpcServer().add(AgentService, handlers).serve(pair.guest);
  await using connection = new TtrpcConnection(pair.host);
  const transport = createTtrpcTransport(connection, { interceptors });
  await test({ agent: createClient(AgentService, transport), health: createClient(Health, transport), connection });
}

async function failure(promise: Promise<unknown>): Promise<ConnectError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectError)) throw new Error('expected a ConnectError', { cause: error });
  return error;
}

const passOn: Interceptor = (next) => (request) => next(request);

describe.each([
  ['without interceptors', []],
  ['with an interceptor', [passOn]],
])('createTtrpcTransport %s', (_, interceptors) => {
  it('carries messages both ways', () =>
    withServer(
      { waitProcess: ({ containerId, execId }) => ({ status: containerId.length + execId.length }) },
      async ({ agent }) => {
        expect((await agent.waitProcess({ containerId: 'abc', execId: 'de' })).status).toBe(5);
      },
      interceptors,
    ));

  it('carries headers as metadata, and the deadline', () =>
    withServer(
      {
        getMetrics: (_request, { metadata, timeoutMs }) => ({
          metrics: `${metadata.get('traceparent') ?? ''} ${String(timeoutMs !== undefined && timeoutMs > 59_000 && timeoutMs <= 60_000)}`,
        }),
      },
      async ({ agent }) => {
        const headers = { Traceparent: '00-ab' };
        expect((await agent.getMetrics({}, { headers, timeoutMs: 60_000 })).metrics).toBe('00-ab true');
      },
      interceptors,
    ));

  it('makes errors ConnectErrors with code, details and the original as cause', () => {
    const detail = { desc: AnySchema, value: create(AnySchema, { typeUrl: 'x/y' }) };
    return withServer(
      {
        startContainer: () => {
          throw new ConnectError('no such thing', Code.NotFound, undefined, [detail]);
        },
      },
      async ({ agent }) => {
        const error = await failure(agent.startContainer({}));
        expect(error.code).toBe(Code.NotFound);
        expect(error.rawMessage).toBe('grpc.AgentService/StartContainer: no such thing');
        expect(error.findDetails(AnySchema)).toMatchObject([{ typeUrl: 'x/y' }]);
        expect(error.cause).toBeInstanceOf(AgentError);
        expect(error.cause).toMatchObject({ code: 'NOT_FOUND', status: 5 });
      },
      interceptors,
    );
  });

  it('cancels with the caller’s signal', () =>
    withServer(
      { getOOMEvent: () => new Promise(() => undefined) },
      async ({ agent, connection }) => {
        const controller = new AbortController();
        const error = failure(agent.getOOMEvent({}, { signal: controller.signal }));
        await vi.waitUntil(() => connection.pendingCalls === 1);
        controller.abort();
        expect((await error).code).toBe(Code.Canceled);
        expect(connection.pendingCalls).toBe(0);
      },
      interceptors,
    ));

  it.each([0, -5])('refuses a deadline that has passed: %i ms', (timeoutMs) =>
    withServer(
      {},
      async ({ agent }) => {
        expect((await failure(agent.getMetrics({}, { timeoutMs }))).code).toBe(Code.DeadlineExceeded);
      },
      interceptors,
    ),
  );

  it('says unimplemented of services and methods that are not served', () =>
    withServer(
      {},
      async ({ agent, health }) => {
        expect((await failure(agent.getMetrics({}))).rawMessage).toContain('method GetMetrics');
        expect(await failure(health.check({}))).toMatchObject({ code: Code.Unimplemented });
      },
      interceptors,
    ));
});

describe('createTtrpcTransport', () => {
  it('refuses streaming methods', async () => {
    await withServer({}, async ({ connection }) => {
      const method = { ...AgentService.method.readStdout, methodKind: 'server_streaming' as const };
      const stream = createTtrpcTransport(connection).stream(method, undefined, undefined, undefined, empty());
      expect((await failure(stream)).code).toBe(Code.Unimplemented);
    });
    async function* empty(): AsyncGenerator<never> {
      // Nothing to send.
    }
  });

  it('says protocol error of an answer that is no such message', async () => {
    await using pair = await socketPair();
    await using connection = new TtrpcConnection(pair.host);
    const client = createClient(Health, createTtrpcTransport(connection));
    const error = failure(client.check({}));
    await once(pair.guest, 'readable');
    // A response whose payload ends in the middle of a field.
    pair.guest.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 1, 2, 0, 0x12, 2, 0x08, 0xff]));
    expect((await error).cause).toMatchObject({ code: 'PROTOCOL' });
  });

  it('keeps 200 calls apart', () =>
    withServer({ readStdout: ({ len }) => ({ data: new Uint8Array(len).fill(len) }) }, async ({ agent }) => {
      const lengths = Array.from({ length: 200 }, (_, index) => index * 37);
      const answers = await Promise.all(lengths.map((len) => agent.readStdout({ len })));
      expect(answers.map(({ data }) => data.length)).toEqual(lengths);
      expect(answers.every(({ data }, index) => data.every((byte) => byte === (lengths[index]! & 0xff)))).toBe(true);
      expect(toBinary(ReadStreamResponseSchema, answers[1]!).length).toBe(39);
    }));
});

describe('TtrpcServer', () => {
  it('answers a deadline that passes, and tells the handler', async () => {
    const aborted = vi.fn();
    await withServer(
      {
        getMetrics: (_request, { signal }) =>
          new Promise(() => {
            signal.addEventListener('abort', aborted);
          }),
      },
      async ({ agent }) => {
        const { cause } = await failure(agent.getMetrics({}, { timeoutMs: 20 }));
        expect(cause).toMatchObject({ code: 'TIMEOUT' });
        await vi.waitUntil(() => aborted.mock.calls.length === 1);
      },
    );
  });

  it('tells handlers that the connection ended', async () => {
    const aborted = vi.fn();
    await withServer(
      {
        getMetrics: (_request, { signal }) => {
          signal.addEventListener('abort', aborted);
          return { metrics: '' };
        },
      },
      async ({ agent }) => {
        await agent.getMetrics({});
      },
    );
    await vi.waitUntil(() => aborted.mock.calls.length === 1);
  });

  it('answers an oversized request on its own stream and goes on', async () => {
    await using pair = await socketPair();
    new TtrpcServer()
      .add(Health, { check: () => ({ status: HealthCheckResponse_ServingStatus.SERVING }) })
      .serve(pair.guest);
    const bodyBytes = 4 * 1024 * 1024 + 1;
    const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 1, 1, 0]);
    header.writeUInt32BE(bodyBytes);
    pair.host.write(header);
    pair.host.write(Buffer.alloc(bodyBytes));
    await using connection = new TtrpcConnection(pair.host, { firstStreamId: 3 });
    const answer = await createClient(Health, createTtrpcTransport(connection)).check({});
    expect(answer.status).toBe(HealthCheckResponse_ServingStatus.SERVING);
  });
});
