// SPDX-License-Identifier: Apache-2.0

import {
  create,
  fromBinary,
  toBinary,
  type DescMessage,
  type DescMethodUnary,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import {
  Code,
  ConnectError,
  createContextValues,
  type ContextValues,
  type Interceptor,
  type Transport,
  type UnaryRequest,
  type UnaryResponse,
} from '@connectrpc/connect';
import { runUnaryCall } from '@connectrpc/connect/protocol';
import { toConnectError } from './connect-error.js';
import type { TtrpcConnection } from './connection.js';
import { callError, type TtrpcCall } from './pending-call.js';
import type { MetadataEntry } from './request-envelope.js';

/** What headers are made from; the name of this type differs between the libraries of browsers and of Node.js. */
type HeadersInput = ConstructorParameters<typeof Headers>[0];

/** Options of {@link createTtrpcTransport}. */
export interface TtrpcTransportOptions {
  /** Run around every call, the last one innermost. Default: none. */
  readonly interceptors?: readonly Interceptor[];
}

/**
 * Lets clients of `@connectrpc/connect` call over ttRPC. Headers of a call
 * become its metadata; ttRPC knows none for answers, so their headers and
 * trailers are empty. A deadline goes to the agent and is kept here too. Errors are
 * ConnectErrors whose `cause` is the connection's AgentError. Streaming
 * methods are refused with `Unimplemented`: no agent has any.
 */
export function createTtrpcTransport(connection: TtrpcConnection, options: TtrpcTransportOptions = {}): Transport {
  const interceptors = [...(options.interceptors ?? [])];
  const unary = interceptors.length === 0 ? callPlainly(connection) : callIntercepted(connection, interceptors);
  return {
    unary,
    stream: (method) =>
      Promise.reject(new ConnectError(`${method.name}: streaming over ttrpc is not supported`, Code.Unimplemented)),
  };
}

/** Without interceptors nobody needs a request object, an abort controller or headers of its own: the call goes straight down. */
function callPlainly(connection: TtrpcConnection): Transport['unary'] {
  return async <I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    signal: AbortSignal | undefined,
    timeoutMs: number | undefined,
    header: HeadersInput,
    input: MessageInitShape<I>,
  ) => {
    if (timeoutMs !== undefined && timeoutMs <= 0)
      throw new ConnectError('the deadline has passed', Code.DeadlineExceeded);
    const message = await exchange(connection, method, asMessage(method.input, input), {
      ...(signal !== undefined && { signal }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(header !== undefined && { metadata: metadataOf(header) }),
    });
    return response(method, message);
  };
}

function callIntercepted(connection: TtrpcConnection, interceptors: Interceptor[]): Transport['unary'] {
  return async <I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    signal: AbortSignal | undefined,
    timeoutMs: number | undefined,
    header: HeadersInput,
    message: MessageInitShape<I>,
    contextValues?: ContextValues,
  ) =>
    runUnaryCall<I, O>({
      interceptors,
      ...(signal !== undefined && { signal }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      req: {
        stream: false,
        service: method.parent,
        method,
        requestMethod: 'POST',
        url: `ttrpc:/${method.parent.typeName}/${method.name}`,
        header: new Headers(header),
        contextValues: contextValues ?? createContextValues(),
        message,
      },
      next: async (request: UnaryRequest<I, O>) => {
        const answer = await exchange(connection, method, request.message, {
          // Watches the deadline too.
          signal: request.signal,
          ...(timeoutMs !== undefined && { timeoutMs }),
          metadata: metadataOf(request.header),
        });
        return response(method, answer);
      },
    });
}

async function exchange<I extends DescMessage, O extends DescMessage>(
  connection: TtrpcConnection,
  method: DescMethodUnary<I, O>,
  message: MessageShape<I>,
  options: Pick<TtrpcCall, 'signal' | 'timeoutMs'> & { readonly metadata?: readonly MetadataEntry[] },
): Promise<MessageShape<O>> {
  const call = {
    service: method.parent.typeName,
    method: method.name,
    payload: toBinary(method.input, message),
    ...options,
  };
  let payload: Uint8Array;
  try {
    payload = await connection.call(call);
  } catch (error) {
    throw toConnectError(error);
  }
  try {
    return fromBinary(method.output, payload);
  } catch (cause) {
    throw toConnectError(callError(call, 'PROTOCOL', 'the answer is malformed', { cause }));
  }
}

function metadataOf(header: HeadersInput): MetadataEntry[] {
  return [...new Headers(header)];
}

/** What is a message already is taken as it is. */
function asMessage<I extends DescMessage>(desc: I, input: MessageInitShape<I>): MessageShape<I> {
  return '$typeName' in input ? (input as MessageShape<I>) : create(desc, input);
}

function response<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  message: MessageShape<O>,
): UnaryResponse<I, O> {
  return {
    stream: false,
    service: method.parent,
    method,
    message,
    // Hardly anybody looks at these, so they are made when somebody does.
    get header() {
      return new Headers();
    },
    get trailer() {
      return new Headers();
    },
  };
}
