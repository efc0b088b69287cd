// SPDX-License-Identifier: Apache-2.0

import type { WaitOptions } from '@virtcontainers/core';
import { NativeError } from './native-error.js';

/** The longest delay that a timer of Node.js takes, in milliseconds. */
const maxTimeoutMs = 2_147_483_647;

/** A wait's bounds as one signal, whose reason is the error to throw. Disposing frees its timer and listener. */
export interface WaitLimit extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Turns a caller's signal and time into one signal.
 *
 * @param what - what is waited for, for the error message
 * @param defaultTimeoutMs - used when the caller gives no `timeoutMs`, in milliseconds
 * @throws NativeError INVALID_ARGUMENT when `timeoutMs` is out of range
 */
export function limitWait(options: WaitOptions, what: string, defaultTimeoutMs: number): WaitLimit {
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  if (!(timeoutMs >= 1 && timeoutMs <= maxTimeoutMs)) {
    throw new NativeError('INVALID_ARGUMENT', `timeoutMs is ${timeoutMs}, not from 1 to ${maxTimeoutMs}`);
  }
  const controller = new AbortController();
  const cancel = (): void => {
    const cause: unknown = options.signal?.reason;
    controller.abort(new NativeError('CANCELLED', `cancelled while waiting for ${what}`, { cause }));
  };
  const timer = setTimeout(() => {
    controller.abort(new NativeError('TIMEOUT', `waited ${timeoutMs} ms for ${what}`));
  }, timeoutMs);
  options.signal?.addEventListener('abort', cancel, { once: true });
  if (options.signal?.aborted === true) cancel();
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', cancel);
    },
  };
}

/** Rejects with the signal's reason as soon as it fires; otherwise settles as `promise` does. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = deferred<never>();
  const onAbort = (): void => {
    reject(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** A promise and what settles it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** Makes a {@link Deferred}; Node 20 has no `Promise.withResolvers`. */
export function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
