// SPDX-License-Identifier: Apache-2.0

import { maxTimeoutMs, type WaitOptions } from '@virtcontainers/core';
import { AgentError } from '../agent-error.js';
import type { MetadataEntry } from './request-envelope.js';

/** One unary call, its messages already serialized. */
export interface TtrpcCall extends WaitOptions {
  /** Full name of the service, for example `grpc.AgentService`. */
  readonly service: string;
  /** Bare name of the method, for example `WaitProcess`. */
  readonly method: string;
  /** The serialized request message. The caller leaves it unchanged until the call is settled. */
  readonly payload: Uint8Array;
  /** Goes along with the request. Default: none. */
  readonly metadata?: readonly MetadataEntry[];
}

/** A call that waits to be sent or to be answered: its promise, and the timer and the signal that may end it early. */
export class PendingCall {
  readonly call: TtrpcCall;
  /** Settles with the serialized response message. */
  readonly answer: Promise<Uint8Array>;
  /** Set when the call is put on the wire. */
  streamId: number | undefined;
  readonly #startedAt: number;
  readonly #giveUp: (pending: PendingCall) => void;
  #timer: NodeJS.Timeout | undefined;
  #resolve: (payload: Uint8Array) => void = () => undefined;
  #reject: (error: AgentError) => void = () => undefined;

  /** @param giveUp - called when timer or signal ended the call: its answer is of no interest any more */
  constructor(call: TtrpcCall, giveUp: (pending: PendingCall) => void) {
    this.call = call;
    this.#giveUp = giveUp;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#startedAt = call.timeoutMs === undefined ? 0 : performance.now();
    this.#watch(call);
  }

  /** Time left for the call in milliseconds, for the peer; undefined when it has no limit. */
  get remainingMs(): number | undefined {
    const { timeoutMs } = this.call;
    if (timeoutMs === undefined) return undefined;
    return Math.max(1, timeoutMs - Math.floor(performance.now() - this.#startedAt));
  }

  /** Ends the call well. */
  resolve(payload: Uint8Array): void {
    this.#unwatch();
    this.#resolve(payload);
  }

  /** Ends the call with an error. */
  reject(error: AgentError): void {
    this.#unwatch();
    this.#reject(error);
  }

  #watch({ timeoutMs, signal }: TtrpcCall): void {
    if (timeoutMs !== undefined) this.#timer = setTimeout(this.#onTimeout, timeoutMs);
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  #unwatch(): void {
    clearTimeout(this.#timer);
    this.call.signal?.removeEventListener('abort', this.#onAbort);
  }

  readonly #onTimeout = (): void => {
    this.#giveUp(this);
    this.reject(callError(this.call, 'TIMEOUT', `no answer within ${String(this.call.timeoutMs)} ms`));
  };

  readonly #onAbort = (): void => {
    this.#giveUp(this);
    this.reject(cancelled(this.call));
  };
}

/** What is wrong with a call before it is sent, if anything. */
export function refusal(call: TtrpcCall): AgentError | undefined {
  if (call.signal?.aborted === true) return cancelled(call);
  const { timeoutMs } = call;
  if (timeoutMs === undefined || (timeoutMs >= 1 && timeoutMs <= maxTimeoutMs)) return undefined;
  return callError(call, 'INVALID_ARGUMENT', `timeoutMs must be from 1 to ${maxTimeoutMs}`, {
    details: { path: 'timeoutMs' },
  });
}

/** An error of one call: the message and the details name its method. */
export function callError(
  call: Pick<TtrpcCall, 'service' | 'method'>,
  code: AgentError['code'],
  message: string,
  options: ConstructorParameters<typeof AgentError>[2] = {},
): AgentError {
  const method = `${call.service}/${call.method}`;
  return new AgentError(code, `${method}: ${message}`, { ...options, details: { method, ...options.details } });
}

function cancelled(call: TtrpcCall): AgentError {
  return callError(call, 'CANCELLED', 'cancelled', { cause: call.signal?.reason });
}
