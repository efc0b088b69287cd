// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it, vi } from 'vitest';
import { deferred } from './deferred.js';
import { VirtcontainersError } from './error.js';
import { buildInSteps, ResourceStack, withCleanupErrors } from './resource-stack.js';

const fail = (error: unknown) => async () => {
  await Promise.resolve();
  throw error;
};

async function rejection(call: PromiseLike<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('was not rejected');
}

describe('ResourceStack', () => {
  it('undoes in reverse order, each when the one before has ended', async () => {
    const stack = new ResourceStack();
    const order: string[] = [];
    const gate = deferred();
    stack.defer(() => void order.push('first'));
    stack.defer(async () => {
      order.push('second begins');
      await gate.promise;
      order.push('second ends');
    });
    const disposal = stack[Symbol.asyncDispose]();
    await Promise.resolve();
    expect(order).toEqual(['second begins']);
    gate.resolve();
    await disposal;
    expect(order).toEqual(['second begins', 'second ends', 'first']);
  });

  it('takes over resources of both kinds, and values with an undo, and gives each back', async () => {
    const stack = new ResourceStack();
    const order: unknown[] = [];
    const synchronous = { [Symbol.dispose]: () => void order.push('synchronous') };
    const asynchronous = { [Symbol.asyncDispose]: () => Promise.resolve(void order.push('asynchronous')) };
    expect(stack.use(synchronous)).toBe(synchronous);
    expect(stack.use(asynchronous)).toBe(asynchronous);
    expect(stack.adopt(7, (value) => void order.push(value))).toBe(7);
    await stack[Symbol.asyncDispose]();
    expect(order).toEqual([7, 'asynchronous', 'synchronous']);
  });

  it('undoes everything once, however often it is disposed of', async () => {
    const stack = new ResourceStack();
    const undo = vi.fn();
    stack.defer(undo);
    await Promise.all([stack[Symbol.asyncDispose](), stack[Symbol.asyncDispose]()]);
    await stack[Symbol.asyncDispose]();
    expect(undo).toHaveBeenCalledTimes(1);
    expect(stack.disposed).toBe(true);
  });

  it('takes nothing over once it is disposed of', async () => {
    const stack = new ResourceStack();
    await stack[Symbol.asyncDispose]();
    for (const act of [
      () => {
        stack.defer(() => undefined);
      },
      () => stack.move(),
    ]) {
      expect(act).toThrow(expect.objectContaining({ code: 'INVALID_STATE' }));
    }
  });

  it('hands all it owns on when it is moved', async () => {
    const stack = new ResourceStack();
    const undo = vi.fn();
    stack.defer(undo);
    const owner = stack.move();
    await stack[Symbol.asyncDispose]();
    expect(undo).not.toHaveBeenCalled();
    expect(stack.disposed).toBe(true);
    expect(() => {
      stack.defer(undo);
    }).toThrow(VirtcontainersError);
    owner.defer(undo);
    await owner[Symbol.asyncDispose]();
    expect(undo).toHaveBeenCalledTimes(2);
  });

  it('is disposed of by await using, whether the block succeeds or fails', async () => {
    const undo = vi.fn();
    const use = async (error?: Error) => {
      await using stack = new ResourceStack();
      stack.defer(undo);
      if (error !== undefined) throw error;
    };
    await use();
    expect(await rejection(use(new Error('no')))).toMatchObject({ message: 'no' });
    expect(undo).toHaveBeenCalledTimes(2);
  });

  it('goes on past an undo that fails, and throws its error', async () => {
    const stack = new ResourceStack();
    const undo = vi.fn();
    const error = new Error('busy');
    stack.defer(undo);
    stack.defer(fail(error));
    expect(await rejection(stack[Symbol.asyncDispose]())).toBe(error);
    expect(undo).toHaveBeenCalledTimes(1);
    expect(await rejection(stack[Symbol.asyncDispose]())).toBe(error);
  });

  it('goes on past an undo that throws at once', async () => {
    const stack = new ResourceStack();
    const undo = vi.fn();
    stack.defer(undo);
    stack.defer(() => {
      throw new Error('at once');
    });
    expect(await rejection(stack[Symbol.asyncDispose]())).toMatchObject({ message: 'at once' });
    expect(undo).toHaveBeenCalledTimes(1);
  });

  it('keeps every error of undoing, the first one to happen in front', async () => {
    const stack = new ResourceStack();
    const errors = [3, 2, 1].map((number) => new VirtcontainersError('UNAVAILABLE', `error ${number}`));
    for (const error of errors) stack.defer(fail(error));
    const thrown = await rejection(stack[Symbol.asyncDispose]());
    expect(thrown).toMatchObject({
      code: 'UNAVAILABLE',
      message: 'error 1',
      details: { cleanupErrors: [errors[1], errors[0]] },
    });
    expect((thrown as Error).cause).toBe(errors[2]);
  });

  it('does not lose an undefined that was thrown', async () => {
    const stack = new ResourceStack();
    stack.defer(fail(undefined));
    expect(await rejection(stack[Symbol.asyncDispose]())).toBeUndefined();
  });
});

describe('withCleanupErrors', () => {
  const first = new VirtcontainersError('TIMEOUT', 'late', {
    phase: 'boot',
    details: { timeoutMs: 5 },
    retryable: false,
  });

  it('gives the first error back as it is when cleaning up went well', () => {
    expect(withCleanupErrors(first, [])).toBe(first);
    expect(withCleanupErrors('text', [])).toBe('text');
  });

  it('keeps what the first error knows, and the others beside it', () => {
    const other = new Error('busy');
    expect(withCleanupErrors(first, [other])).toMatchObject({
      code: 'TIMEOUT',
      message: 'late',
      phase: 'boot',
      retryable: false,
      cause: first,
      details: { timeoutMs: 5, cleanupErrors: [other] },
    });
  });

  it('adds to errors of cleaning up that are there already', () => {
    const twice = withCleanupErrors(withCleanupErrors(first, ['a']), ['b', 'c']);
    expect(twice).toMatchObject({ details: { cleanupErrors: ['a', 'b', 'c'] } });
  });

  it('makes what is none of ours INTERNAL', () => {
    const bug = new TypeError('bug');
    expect(withCleanupErrors(bug, ['a'])).toMatchObject({ code: 'INTERNAL', message: 'bug', cause: bug });
  });
});

describe('buildInSteps', () => {
  it('gives the result, and its owner', async () => {
    const undo = vi.fn();
    const { result, owner } = await buildInSteps((stack) => Promise.resolve(stack.adopt('vm', undo)));
    expect(result).toBe('vm');
    expect(undo).not.toHaveBeenCalled();
    await owner[Symbol.asyncDispose]();
    expect(undo).toHaveBeenCalledExactlyOnceWith('vm');
  });

  it('undoes the steps made when a later one fails, and throws its error', async () => {
    const undo = vi.fn();
    const error = new Error('third step');
    const build = buildInSteps((stack) => {
      stack.defer(undo);
      stack.defer(undo);
      return Promise.reject(error);
    });
    expect(await rejection(build)).toBe(error);
    expect(undo).toHaveBeenCalledTimes(2);
  });

  it('keeps the errors of undoing beside that of the step', async () => {
    const error = new VirtcontainersError('UNAVAILABLE', 'third step', { phase: 'launch' });
    const busy = new Error('busy');
    const build = buildInSteps((stack) => {
      stack.defer(fail(busy));
      return Promise.reject(error);
    });
    expect(await rejection(build)).toMatchObject({
      code: 'UNAVAILABLE',
      phase: 'launch',
      cause: error,
      details: { cleanupErrors: [busy] },
    });
  });
});
