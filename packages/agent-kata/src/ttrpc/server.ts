// SPDX-License-Identifier: Apache-2.0

import {
  create,
  fromBinary,
  toBinary,
  type DescMethodUnary,
  type DescService,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import { ConnectError } from '@connectrpc/connect';
import { VirtcontainersError } from '@virtcontainers/core';
import type { Duplex } from 'node:stream';
import { RequestSchema, ResponseSchema, type Request } from '../gen/ttrpc_pb.js';
import { AgentError } from '../agent-error.js';
import { CorkedWriter } from './corked-writer.js';
import { FrameReader } from './frame-reader.js';
import { frameType, headerBytes, maxBodyBytes, writeFrameHeader } from './frame.js';
import { statusOfCode, ttrpcStatus } from './status.js';

/** What a handler is told beside the message. */
export interface TtrpcCallContext {
  /** Aborted when the call's deadline passes or the connection ends: nobody waits any more. */
  readonly signal: AbortSignal;
  /** What came along with the request. */
  readonly metadata: Headers;
  /** The time the caller gave, in milliseconds; undefined: no limit. */
  readonly timeoutMs: number | undefined;
}

/** Handlers of a service's unary methods, by their names in TypeScript. One that is missing answers UNIMPLEMENTED. */
export type TtrpcHandlers<Service extends DescService> = {
  readonly [Name in keyof Service['method']]?: Service['method'][Name] extends DescMethodUnary<infer I, infer O>
    ? (request: MessageShape<I>, context: TtrpcCallContext) => Promise<MessageInitShape<O>> | MessageInitShape<O>
    : never;
};

type AnyHandler = (request: unknown, context: TtrpcCallContext) => unknown;

interface Route {
  readonly method: DescMethodUnary;
  readonly handler: AnyHandler;
}

/** A failure that becomes a response's status. */
class StatusFailure extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * The answering side of ttRPC: what a test or a fake guest serves over a byte
 * stream. Handlers run side by side. A handler fails by throwing: a ConnectError
 * or an error of the SDK gives its status, anything else UNKNOWN.
 */
export class TtrpcServer {
  readonly #routes = new Map<string, Map<string, Route>>();

  /** Adds a service. */
  add<Service extends DescService>(service: Service, handlers: TtrpcHandlers<Service>): this {
    const methods = new Map<string, Route>();
    for (const method of service.methods) {
      const handler = (handlers as Readonly<Record<string, AnyHandler | undefined>>)[method.localName];
      if (handler !== undefined && method.methodKind === 'unary') {
        methods.set(method.name, { method: method as DescMethodUnary, handler: handler.bind(handlers) });
      }
    }
    this.#routes.set(service.typeName, methods);
    return this;
  }

  /** Serves one connection until its stream ends. The server owns the stream. */
  serve(stream: Duplex): void {
    const ended = new AbortController();
    const writer = new CorkedWriter(stream);
    const answer = (streamId: number, response: MessageInitShape<typeof ResponseSchema>): void => {
      if (!stream.destroyed) writer.write(responseFrame(streamId, response));
    };
    const reader = new FrameReader({
      header: ({ type, streamId, bodyBytes }) => {
        if (type !== frameType.request || bodyBytes <= maxBodyBytes) return type === frameType.request;
        answer(streamId, failed(ttrpcStatus.resourceExhausted, `message length ${bodyBytes} exceeds ${maxBodyBytes}`));
        return false;
      },
      frame: ({ streamId }, body) => {
        void this.#respond(body, ended.signal).then((response) => {
          answer(streamId, response);
        });
      },
    });
    stream.on('data', (chunk: Buffer) => {
      reader.push(chunk);
    });
    stream.on('error', () => stream.destroy());
    stream.on('end', () => stream.destroy());
    stream.on('close', () => {
      ended.abort();
    });
  }

  async #respond(body: Uint8Array, ended: AbortSignal): Promise<MessageInitShape<typeof ResponseSchema>> {
    try {
      const request = fromBinary(RequestSchema, body);
      const { method, handler } = this.#route(request);
      const input = fromBinary(method.input, request.payload);
      const output = await withinDeadline(request, ended, (context) => handler(input, context));
      return {
        payload: toBinary(method.output, create(method.output, output as MessageInitShape<typeof method.output>)),
      };
    } catch (error) {
      return failed(statusOf(error), messageOf(error), error);
    }
  }

  #route(request: Request): Route {
    const methods = this.#routes.get(request.service);
    if (methods === undefined) throw new StatusFailure(ttrpcStatus.unimplemented, `service ${request.service}`);
    const route = methods.get(request.method);
    if (route === undefined) throw new StatusFailure(ttrpcStatus.unimplemented, `method ${request.method}`);
    return route;
  }
}

/** Runs a handler; when the deadline passes first, its result is of no interest any more. */
async function withinDeadline(
  request: Request,
  ended: AbortSignal,
  run: (context: TtrpcCallContext) => unknown,
): Promise<unknown> {
  const metadata = new Headers(request.metadata.map(({ key, value }): [string, string] => [key, value]));
  if (request.timeoutNano === 0n) return await run({ signal: ended, metadata, timeoutMs: undefined });
  const timeoutMs = Number(request.timeoutNano) / 1e6;
  const deadline = new AbortController();
  const timer = setTimeout(
    () => {
      deadline.abort(new StatusFailure(ttrpcStatus.deadlineExceeded, 'timeout'));
    },
    Math.min(Math.ceil(timeoutMs), 2 ** 31 - 1),
  );
  try {
    const signal = AbortSignal.any([ended, deadline.signal]);
    return await Promise.race([run({ signal, metadata, timeoutMs }), rejectOnAbort(deadline.signal)]);
  } finally {
    clearTimeout(timer);
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}

function statusOf(error: unknown): number {
  if (error instanceof StatusFailure) return error.status;
  if (error instanceof ConnectError) return error.code;
  if (error instanceof AgentError && error.status !== undefined) return error.status;
  if (error instanceof VirtcontainersError) return statusOfCode(error.code);
  return ttrpcStatus.unknown;
}

function messageOf(error: unknown): string {
  if (error instanceof ConnectError) return error.rawMessage;
  return error instanceof Error ? error.message : String(error);
}

function failed(code: number, message: string, error?: unknown): MessageInitShape<typeof ResponseSchema> {
  return { status: { code, message, details: error instanceof ConnectError ? details(error) : [] } };
}

function details(error: ConnectError): { typeUrl: string; value: Uint8Array }[] {
  return error.details.map((detail) =>
    'desc' in detail
      ? {
          typeUrl: `type.googleapis.com/${detail.desc.typeName}`,
          value: toBinary(detail.desc, create(detail.desc, detail.value)),
        }
      : { typeUrl: `type.googleapis.com/${detail.type}`, value: detail.value },
  );
}

function responseFrame(streamId: number, response: MessageInitShape<typeof ResponseSchema>): Buffer {
  const body = toBinary(ResponseSchema, create(ResponseSchema, response));
  const frame = Buffer.allocUnsafe(headerBytes + body.length);
  writeFrameHeader(frame, { bodyBytes: body.length, streamId, type: frameType.response, flags: 0 });
  frame.set(body, headerBytes);
  return frame;
}
