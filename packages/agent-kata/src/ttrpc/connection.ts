// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { AgentError } from '../agent-error.js';
import { CorkedWriter } from './corked-writer.js';
import { FrameReader, type FrameSink } from './frame-reader.js';
import { frameType, headerBytes, maxBodyBytes, writeFrameHeader, type FrameHeader } from './frame.js';
import { callError, PendingCall, refusal, type TtrpcCall } from './pending-call.js';
import { encodeRequest } from './request-envelope.js';
import { decodeResponse } from './response-envelope.js';
import { ttrpcStatus } from './status.js';
import { statusError } from './status-error.js';
import { StreamIds } from './stream-ids.js';

/** Options of {@link TtrpcConnection}. */
export interface TtrpcConnectionOptions {
  /** The stream id of the first call; odd. Default: 1. */
  readonly firstStreamId?: number;
}

/**
 * The calling side of ttRPC over a byte stream, which it owns. Calls run side
 * by side; a call is written when the stream takes it and waits in order when
 * it does not. A call that is given up (deadline, signal) rejects at once; ttRPC
 * cannot tell the peer, whose late answer is dropped as it comes, whatever its size.
 *
 * The stream's end rejects all calls: with UNAVAILABLE, or with PROTOCOL when it
 * came inside a frame. So does a frame that cannot be ttRPC's. An answer that
 * is too long or malformed rejects its own call with PROTOCOL, and no other.
 */
export class TtrpcConnection implements AsyncDisposable {
  /** Settles when the stream is of no use any more: with the reason, or with undefined after {@link close}. */
  readonly closed: Promise<AgentError | undefined>;
  readonly #stream: Duplex;
  readonly #writer: CorkedWriter;
  readonly #reader: FrameReader;
  readonly #ids: StreamIds;
  readonly #unsent = new Set<PendingCall>();
  readonly #unanswered = new Map<number, PendingCall>();
  #end: { readonly reason: AgentError; readonly onPurpose: boolean } | undefined;
  #settleClosed: (reason: AgentError | undefined) => void = () => undefined;

  /** @param stream - a stream that nobody else reads or writes */
  constructor(stream: Duplex, options: TtrpcConnectionOptions = {}) {
    this.#stream = stream;
    this.#writer = new CorkedWriter(stream);
    this.#ids = new StreamIds(options.firstStreamId);
    this.#reader = new FrameReader(this.#sink);
    this.closed = new Promise((resolve) => (this.#settleClosed = resolve));
    this.#listen();
  }

  /** Calls that wait for their answer or for their turn to be sent. */
  get pendingCalls(): number {
    return this.#unsent.size + this.#unanswered.size;
  }

  /**
   * Makes a call; resolves with the serialized response message. Rejects with
   * an {@link AgentError}: the code that the agent's status stands for, or
   * TIMEOUT, CANCELLED, UNAVAILABLE and PROTOCOL as the class says,
   * RESOURCE_EXHAUSTED when the request is longer than a frame may be.
   */
  call(call: TtrpcCall): Promise<Uint8Array> {
    const refused = refusal(call) ?? this.#refusalAtEnd(call);
    if (refused !== undefined) return Promise.reject(refused);
    const pending = new PendingCall(call, this.#forget);
    if (this.#unsent.size > 0 || this.#writer.full) this.#unsent.add(pending);
    else this.#send(pending);
    return pending.answer;
  }

  /** Ends the connection: pending calls reject with UNAVAILABLE. Resolves when the stream is closed. Repeatable. */
  async close(): Promise<void> {
    this.#finish(new AgentError('UNAVAILABLE', 'the connection was closed on this side', { retryable: false }), true);
    if (!this.#stream.closed) await once(this.#stream, 'close');
  }

  /** The same as {@link close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #listen(): void {
    const stream = this.#stream;
    stream.on('data', this.#onData);
    stream.on('drain', this.#onDrain);
    stream.on('end', () => {
      this.#finish(this.#lost('the agent closed the connection'));
    });
    // Stays for good: what comes after the first error adds nothing, but must find a listener.
    stream.on('error', (cause) => {
      this.#finish(this.#lost('the connection to the agent failed', cause));
    });
    stream.on('close', () => {
      this.#finish(this.#lost('the connection to the agent was destroyed'));
    });
    if (stream.destroyed) this.#finish(this.#lost('the connection to the agent is closed already'));
  }

  readonly #onData = (chunk: Buffer): void => {
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.#finish(AgentError.wrap(error));
    }
  };

  readonly #onDrain = (): void => {
    for (const pending of this.#unsent) {
      if (this.#writer.full) return;
      this.#unsent.delete(pending);
      this.#send(pending);
    }
  };

  #send(pending: PendingCall): void {
    const frame = encodeRequest({ ...pending.call, timeoutMs: pending.remainingMs });
    const bodyBytes = frame.length - headerBytes;
    if (bodyBytes > maxBodyBytes) {
      pending.reject(tooLongToSend(pending.call, bodyBytes));
      return;
    }
    const streamId = this.#ids.take(this.#unanswered);
    pending.streamId = streamId;
    this.#unanswered.set(streamId, pending);
    writeFrameHeader(frame, { bodyBytes, streamId, type: frameType.request, flags: 0 });
    this.#writer.write(frame);
  }

  readonly #forget = (pending: PendingCall): void => {
    this.#unsent.delete(pending);
    if (pending.streamId !== undefined) this.#unanswered.delete(pending.streamId);
  };

  readonly #sink: FrameSink = {
    header: (header) => {
      const pending = header.type === frameType.response ? this.#unanswered.get(header.streamId) : undefined;
      if (header.bodyBytes <= maxBodyBytes) return pending !== undefined;
      this.#refuseOversize(header, pending);
      return false;
    },
    frame: (header, body) => {
      const pending = this.#unanswered.get(header.streamId);
      if (pending === undefined) return;
      this.#forget(pending);
      settle(pending, body);
    },
  };

  /** A too long answer to a call costs that call; a frame that answers none of our calls is no ttRPC. */
  #refuseOversize({ bodyBytes, streamId, type }: FrameHeader, pending: PendingCall | undefined): void {
    if (pending !== undefined) {
      this.#forget(pending);
      pending.reject(
        callError(pending.call, 'PROTOCOL', `the answer has ${bodyBytes} bytes, more than a frame may have`, {
          status: ttrpcStatus.resourceExhausted,
          details: { bodyBytes, maxBodyBytes },
        }),
      );
    } else if (type !== frameType.response || !this.#ids.wasTaken(streamId)) {
      throw new AgentError('PROTOCOL', 'the peer does not speak ttrpc, or lost its place in the stream', {
        details: { bodyBytes, maxBodyBytes },
      });
    }
  }

  #lost(message: string, cause?: unknown): AgentError {
    // What is lost stays lost: the same call cannot succeed on this connection.
    const options = { retryable: false, ...(cause !== undefined && { cause }) };
    if (!this.#reader.insideFrame) return new AgentError('UNAVAILABLE', message, options);
    return new AgentError('PROTOCOL', `${message} in the middle of a frame`, options);
  }

  #finish(reason: AgentError, onPurpose = false): void {
    if (this.#end !== undefined) return;
    this.#end = { reason, onPurpose };
    const calls = [...this.#unanswered.values(), ...this.#unsent];
    this.#unanswered.clear();
    this.#unsent.clear();
    for (const pending of calls) pending.reject(ended(pending.call, reason));
    this.#stream.off('data', this.#onData);
    this.#stream.destroy();
    this.#settleClosed(onPurpose ? undefined : reason);
  }

  #refusalAtEnd(call: TtrpcCall): AgentError | undefined {
    if (this.#end === undefined) return undefined;
    return ended(call, this.#end.reason);
  }
}

function ended(call: TtrpcCall, reason: AgentError): AgentError {
  return callError(call, reason.code, reason.message, { cause: reason, retryable: false });
}

function settle(pending: PendingCall, body: Buffer): void {
  try {
    const { failure, payload } = decodeResponse(body);
    if (failure === undefined) pending.resolve(payload);
    else pending.reject(statusError(pending.call, failure));
  } catch (cause) {
    pending.reject(callError(pending.call, 'PROTOCOL', 'the answer is malformed', { cause }));
  }
}

function tooLongToSend(call: TtrpcCall, bodyBytes: number): AgentError {
  return callError(call, 'RESOURCE_EXHAUSTED', `the request has ${bodyBytes} bytes, more than a frame may have`, {
    details: { bodyBytes, maxBodyBytes },
    retryable: false,
  });
}
