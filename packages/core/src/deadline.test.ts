// SPDX-License-Identifier: Apache-2.0

import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BootReport } from './boot-report.js';
import { maxTimeoutMs, orAborted, withDeadline } from './deadline.js';
import { deferred } from './deferred.js';
import { VirtcontainersError } from './error.js';

const wait = { what: 'the agent to answer' };

/** Work that does nothing but wait for its signal. */
const untilCut = (signal: AbortSignal) => orAborted(new Promise<never>(() => undefined), signal);

async function refusal(call: Promise<unknown>): Promise<VirtcontainersError> {
  const outcome: unknown = await call.catch((error: unknown) => error);
  if (outcome instanceof VirtcontainersError) return outcome;
  throw outcome instanceof Error ? outcome : new Error(`resolved with ${String(outcome)}`);
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('withDeadline', () => {
  it('gives the result of the work', async () => {
    expect(await withDeadline(wait, { timeoutMs: 5 }, () => Promise.resolve('done'))).toBe('done');
  });

  it('gives the error of the work as it is', async () => {
    const error = new TypeError('bug');
    await expect(withDeadline(wait, {}, () => Promise.reject(error))).rejects.toBe(error);
  });

  it('ends with TIMEOUT when the time is up, and not before', async () => {
    let fired = false;
    const call = refusal(
      withDeadline(wait, { timeoutMs: 5_000 }, (signal) => {
        signal.addEventListener('abort', () => (fired = true));
        return untilCut(signal);
      }),
    );
    await vi.advanceTimersByTimeAsync(4_999);
    expect(fired).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    const error = await call;
    expect(error).toMatchObject({ code: 'TIMEOUT', retryable: true, details: { timeoutMs: 5_000 } });
    expect(error.message).toBe('timed out after 5000 ms waiting for the agent to answer');
  });

  it('takes the default only when the caller gives no time, and waits for ever without either', async () => {
    const byDefault = refusal(withDeadline({ ...wait, defaultTimeoutMs: 10 }, {}, untilCut));
    const byCaller = refusal(withDeadline({ ...wait, defaultTimeoutMs: 10 }, { timeoutMs: 20 }, untilCut));
    await vi.advanceTimersByTimeAsync(20);
    expect((await byDefault).details['timeoutMs']).toBe(10);
    expect((await byCaller).details['timeoutMs']).toBe(20);
    const work = deferred<string>();
    const forever = withDeadline(wait, {}, () => work.promise);
    expect(vi.getTimerCount()).toBe(0);
    work.resolve('at last');
    expect(await forever).toBe('at last');
  });

  it('ends with CANCELLED when the caller aborts, with the reason as the cause', async () => {
    const controller = new AbortController();
    const call = refusal(withDeadline(wait, { signal: controller.signal }, untilCut));
    controller.abort('enough');
    expect(await call).toMatchObject({
      code: 'CANCELLED',
      cause: 'enough',
      message: 'cancelled while waiting for the agent to answer',
      retryable: false,
    });
  });

  it('does not start the work when the caller has aborted already', async () => {
    const work = vi.fn(() => Promise.resolve());
    const error = await refusal(withDeadline(wait, { signal: AbortSignal.abort('before') }, work));
    expect(error).toMatchObject({ code: 'CANCELLED', cause: 'before' });
    expect(work).not.toHaveBeenCalled();
  });

  it('stands by the first of abort and timeout', async () => {
    const controller = new AbortController();
    const options = { signal: controller.signal, timeoutMs: 10 };
    const held = deferred();
    const call = refusal(
      withDeadline(wait, options, async (signal) => {
        await held.promise;
        signal.throwIfAborted();
      }),
    );
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    held.resolve();
    expect((await call).code).toBe('TIMEOUT');
  });

  it('waits for the work to end after it was cut off', async () => {
    const controller = new AbortController();
    const cleanedUp = deferred();
    let settled = false;
    const call = refusal(
      withDeadline(wait, { signal: controller.signal }, async (signal) => {
        try {
          await untilCut(signal);
        } finally {
          await cleanedUp.promise;
        }
      }),
    ).finally(() => (settled = true));
    controller.abort();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(settled).toBe(false);
    cleanedUp.resolve();
    expect((await call).code).toBe('CANCELLED');
  });

  it('gives the result of work that succeeds although it was cut off', async () => {
    const controller = new AbortController();
    const call = withDeadline(wait, { signal: controller.signal }, () => {
      controller.abort();
      return Promise.resolve('made it');
    });
    expect(await call).toBe('made it');
  });

  it('keeps what the work failed with on its way out beside the cut', async () => {
    const report = { panicked: true } as BootReport;
    const failure = new VirtcontainersError('UNAVAILABLE', 'gone', { phase: 'boot', report });
    const controller = new AbortController();
    const call = refusal(
      withDeadline(wait, { signal: controller.signal }, () => {
        controller.abort('enough');
        return Promise.reject(failure);
      }),
    );
    expect(await call).toMatchObject({
      code: 'CANCELLED',
      cause: 'enough',
      phase: 'boot',
      report,
      details: { failure },
    });
  });

  it('keeps a failure that is none of ours too', async () => {
    const failure = new Error('AbortError');
    const call = refusal(
      withDeadline(wait, { timeoutMs: 1 }, async (signal) => {
        await untilCut(signal).catch(() => undefined);
        throw failure;
      }),
    );
    await vi.advanceTimersByTimeAsync(1);
    expect(await call).toMatchObject({ code: 'TIMEOUT', details: { timeoutMs: 1, failure }, phase: undefined });
  });

  it("passes on the work's own account of the cut", async () => {
    const controller = new AbortController();
    const call = refusal(
      withDeadline(wait, { signal: controller.signal }, (signal) =>
        untilCut(signal).catch((cause: unknown) => {
          throw new VirtcontainersError('CANCELLED', 'cancelled', { cause, phase: 'boot' });
        }),
      ),
    );
    controller.abort();
    expect((await call).phase).toBe('boot');
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity, maxTimeoutMs + 1])('refuses a timeout of %s ms', async (timeoutMs) => {
    const work = vi.fn(() => Promise.resolve());
    expect(await refusal(withDeadline(wait, { timeoutMs }, work))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { path: 'timeoutMs' },
    });
    expect(work).not.toHaveBeenCalled();
  });

  it.each([1, maxTimeoutMs])('takes a timeout of %i ms', async (timeoutMs) => {
    expect(await withDeadline(wait, { timeoutMs }, () => Promise.resolve(1))).toBe(1);
  });

  it.each([
    ['succeeds', () => Promise.resolve()],
    ['fails', () => Promise.reject(new Error('no'))],
    [
      'throws at once',
      () => {
        throw new Error('no');
      },
    ],
  ])('leaves no timer and no listener when the work %s', async (_how, work) => {
    const { signal } = new AbortController();
    await withDeadline(wait, { signal, timeoutMs: 1_000 }, work).catch(() => undefined);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('orAborted', () => {
  it('settles as the promise does', async () => {
    const { signal } = new AbortController();
    expect(await orAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(orAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects with the reason as soon as the signal fires', async () => {
    const controller = new AbortController();
    const call = orAborted(new Promise(() => undefined), controller.signal);
    controller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await expect(orAborted(new Promise(() => undefined), controller.signal)).rejects.toThrow('enough');
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });
});

describe('deferred', () => {
  it('is settled from outside, once', async () => {
    const one = deferred<number>();
    one.resolve(1);
    one.reject(new Error('too late'));
    expect(await one.promise).toBe(1);
    const other = deferred();
    other.reject(new Error('no'));
    await expect(other.promise).rejects.toThrow('no');
  });
});
