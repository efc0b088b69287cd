// SPDX-License-Identifier: Apache-2.0

import { deferred, orAborted, type Deferred } from '@virtcontainers/core';

/** A step that is held up. */
export interface HeldStep {
  /** Settles when the step has been reached. */
  readonly reached: Promise<void>;
  /** Lets the step go on. */
  release(): void;
}

interface Hold {
  readonly reached: Deferred<void>;
  readonly released: Deferred<void>;
}

/**
 * The faults that a test has planned for a fake, and the steps that the fake
 * went through. Each fault strikes once, in the order in which they were
 * planned for their step. Nothing here looks at a clock.
 */
export class Faults<Step extends string> {
  /** Every step that was reached, in order, those that failed among them. */
  readonly reached: Step[] = [];
  readonly #errors = new Map<Step, unknown[]>();
  readonly #holds = new Map<Step, Hold[]>();

  /** Makes the next passing of a step fail with an error. */
  fail(step: Step, error: unknown): void {
    queueOf(this.#errors, step).push(error);
  }

  /** Holds the next passing of a step up until it is released, or the call is cut off. */
  hold(step: Step): HeldStep {
    const hold: Hold = { reached: deferred(), released: deferred() };
    queueOf(this.#holds, step).push(hold);
    return { reached: hold.reached.promise, release: hold.released.resolve };
  }

  /** Called by a fake where a step begins: waits and fails as planned. */
  async pass(step: Step, signal: AbortSignal): Promise<void> {
    this.reached.push(step);
    const hold = queueOf(this.#holds, step).shift();
    if (hold !== undefined) {
      hold.reached.resolve();
      await orAborted(hold.released.promise, signal);
    }
    const errors = queueOf(this.#errors, step);
    if (errors.length > 0) throw errors.shift();
  }
}

function queueOf<Key, Value>(queues: Map<Key, Value[]>, key: Key): Value[] {
  const queue = queues.get(key) ?? [];
  queues.set(key, queue);
  return queue;
}
