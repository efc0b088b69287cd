// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError } from './error.js';

/** What a {@link ResourceStack} does to undo one step. */
export type Undo = () => void | PromiseLike<void>;

/**
 * Owns what is made in steps, each step's undo on top of the one before, and
 * undoes it all in reverse order. `AsyncDisposableStack`, which Node.js 20
 * lacks, with the house's rule for errors: every undo is run, and no error of
 * one is dropped.
 */
export class ResourceStack implements AsyncDisposable {
  #undos: Undo[] = [];
  #disposal: Promise<void> | undefined;

  /** Whether it owns nothing any more, or soon will: after a dispose or a move. */
  get disposed(): boolean {
    return this.#disposal !== undefined;
  }

  /** Takes a resource over, to dispose of it later. Returns it. */
  use<Resource extends AsyncDisposable | Disposable>(resource: Resource): Resource {
    this.defer(async () => {
      if (Symbol.asyncDispose in resource) await resource[Symbol.asyncDispose]();
      else resource[Symbol.dispose]();
    });
    return resource;
  }

  /** Takes over a value that is undone by a function. Returns it. */
  adopt<Value>(value: Value, undo: (value: Value) => void | PromiseLike<void>): Value {
    this.defer(() => undo(value));
    return value;
  }

  /**
   * Takes over something to do when all is undone.
   *
   * @throws VirtcontainersError INVALID_STATE when the stack has been disposed of or moved: it would never be done
   */
  defer(undo: Undo): void {
    if (this.disposed) throw new VirtcontainersError('INVALID_STATE', 'the resource stack is disposed of');
    this.#undos.push(undo);
  }

  /**
   * Moves all it owns into a new stack, which is the owner from now on; this
   * one ends up empty. Called when building in steps has succeeded.
   */
  move(): ResourceStack {
    if (this.disposed) throw new VirtcontainersError('INVALID_STATE', 'the resource stack is disposed of');
    const successor = new ResourceStack();
    successor.#undos = this.#undos;
    this.#undos = [];
    this.#disposal = Promise.resolve();
    return successor;
  }

  /**
   * Undoes everything in reverse order, each when the one before has ended.
   * Repeatable: later calls wait for the first and give its result.
   *
   * @throws the error of an undo where one failed; where several did, a VirtcontainersError with the code of the first,
   * which is its cause, and the others in `details.cleanupErrors`
   */
  [Symbol.asyncDispose](): Promise<void> {
    this.#disposal ??= this.#undoAll();
    return this.#disposal;
  }

  async #undoAll(): Promise<void> {
    const errors: unknown[] = [];
    for (let undo = this.#undos.pop(); undo !== undefined; undo = this.#undos.pop()) {
      try {
        await undo();
      } catch (error) {
        errors.push(error);
      }
    }
    const [first, ...others] = errors;
    if (errors.length > 0) throw withCleanupErrors(first, others);
  }
}

/**
 * Keeps errors of cleaning up beside the error that came first. Without any the
 * first is given back as it is; else the result has its code, message, phase
 * and report, the first as its `cause`, and the others in `details.cleanupErrors`.
 */
export function withCleanupErrors(first: unknown, cleanupErrors: readonly unknown[]): unknown {
  if (cleanupErrors.length === 0) return first;
  const { code, message, details, phase, report, retryable } = VirtcontainersError.from(first);
  const all = [...earlierCleanupErrors(details['cleanupErrors']), ...cleanupErrors];
  return new VirtcontainersError(code, message, {
    cause: first,
    details: { ...details, cleanupErrors: all },
    retryable,
    ...(phase === undefined ? {} : { phase }),
    ...(report === undefined ? {} : { report }),
  });
}

function earlierCleanupErrors(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Builds something in steps. What the steps put on the stack is undone if a
 * later one fails, and the failure is thrown with the errors of undoing beside
 * it. On success `owner` is what undoes it all: keep it with the result.
 *
 * @param build - the steps; it gets the stack to put each undo on
 */
export async function buildInSteps<Result>(
  build: (stack: ResourceStack) => Promise<Result>,
): Promise<{ readonly result: Result; readonly owner: ResourceStack }> {
  const stack = new ResourceStack();
  try {
    const result = await build(stack);
    return { result, owner: stack.move() };
  } catch (error) {
    throw withCleanupErrors(error, await failuresOf(stack));
  }
}

async function failuresOf(stack: ResourceStack): Promise<readonly unknown[]> {
  try {
    await stack[Symbol.asyncDispose]();
    return [];
  } catch (error) {
    return [error];
  }
}
