// SPDX-License-Identifier: Apache-2.0

import { deferred } from './deferred.js';
import { VirtcontainersError } from './error.js';
import type { WaitOptions } from './wait-options.js';

/** Longest timeout in milliseconds: timers count in 31 bits, and one set to more would fire at once. */
export const maxTimeoutMs = 2_147_483_647;

/** What is waited for. */
export interface Wait {
  /** Names it in messages, which read `timed out after 5000 ms waiting for {what}`. */
  readonly what: string;
  /** Used when the caller gives no `timeoutMs`, in milliseconds, 1 to 2147483647. Default: no limit. */
  readonly defaultTimeoutMs?: number;
}

function checkedTimeout(timeoutMs: number | undefined): number | undefined {
  if (timeoutMs === undefined) return undefined;
  if (Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= maxTimeoutMs) return timeoutMs;
  throw new VirtcontainersError('INVALID_ARGUMENT', `timeoutMs is ${timeoutMs}`, {
    details: { path: 'timeoutMs', remedy: `give a whole number from 1 to ${maxTimeoutMs}` },
  });
}

function cancelled(what: string, reason: unknown): VirtcontainersError {
  return new VirtcontainersError('CANCELLED', `cancelled while waiting for ${what}`, { cause: reason });
}

function timedOut(what: string, timeoutMs: number): VirtcontainersError {
  return new VirtcontainersError('TIMEOUT', `timed out after ${timeoutMs} ms waiting for ${what}`, {
    details: { timeoutMs },
  });
}

/**
 * Runs work under one signal that stands for both the caller's signal and the
 * time limit. It fires with a CANCELLED error (the caller's reason is its
 * cause) or a TIMEOUT error as its reason. Once it has fired, anything else
 * that the work rejects with goes into that error's `details.failure`. The call settles when the work has:
 * work has to end soon after the signal, and nothing goes on behind the
 * caller's back. Timer and listener are gone when the call settles.
 *
 * @param wait - what is waited for
 * @param options - the caller's signal and time limit
 * @param work - what to do; not started where the caller's signal has fired already
 * @throws VirtcontainersError CANCELLED, TIMEOUT; INVALID_ARGUMENT for a `timeoutMs` out of range; what the work throws
 */
export async function withDeadline<Value>(
  wait: Wait,
  options: WaitOptions,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const timeoutMs = checkedTimeout(options.timeoutMs ?? wait.defaultTimeoutMs);
  if (options.signal?.aborted === true) throw cancelled(wait.what, options.signal.reason);
  using cut = cutOff(wait.what, timeoutMs, options.signal);
  try {
    return await work(cut.signal);
  } catch (error) {
    throw cut.error === undefined ? error : joined(cut.error, error);
  }
}

/**
 * The error of work that was cut off. Where the work threw the signal's error,
 * or one made from it that tells more, that is it; anything else that it threw on
 * its way out is kept beside it.
 */
function joined(cutOff: VirtcontainersError, thrown: unknown): VirtcontainersError {
  if (!(thrown instanceof VirtcontainersError)) return withFailure(cutOff, thrown);
  return thrown.code === cutOff.code ? thrown : withFailure(cutOff, thrown, thrown);
}

function withFailure(
  { code, message, cause, details }: VirtcontainersError,
  failure: unknown,
  { phase, report }: Pick<VirtcontainersError, 'phase' | 'report'> = { phase: undefined, report: undefined },
): VirtcontainersError {
  return new VirtcontainersError(code, message, {
    cause,
    details: { ...details, failure },
    ...(phase === undefined ? {} : { phase }),
    ...(report === undefined ? {} : { report }),
  });
}

/** A signal that fires with the caller's or when the time is up, and lets go of both when it is disposed. */
interface CutOff extends Disposable {
  readonly signal: AbortSignal;
  /** What it has fired with, if it has. */
  readonly error: VirtcontainersError | undefined;
}

function cutOff(what: string, timeoutMs: number | undefined, callers: AbortSignal | undefined): CutOff {
  const controller = new AbortController();
  let error: VirtcontainersError | undefined;
  const fire = (reason: VirtcontainersError): void => {
    error ??= reason;
    controller.abort(error);
  };
  const onAbort = (): void => {
    fire(cancelled(what, callers?.reason));
  };
  const onTimeout = (): void => {
    fire(timedOut(what, timeoutMs ?? 0));
  };
  const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
  callers?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    get error() {
      return error;
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      callers?.removeEventListener('abort', onAbort);
    },
  };
}

/**
 * Settles as a promise does, unless the signal fires first: then it rejects at
 * once with the signal's reason, and what becomes of the promise is ignored. Only for
 * promises that go on harmlessly, such as "the process has exited".
 */
export async function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = deferred<never>();
  const onAbort = (): void => {
    aborted.reject(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
