// SPDX-License-Identifier: Apache-2.0

/** A promise together with what settles it. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>;
  /** Fulfils the promise; later calls do nothing. */
  readonly resolve: (value: Value | PromiseLike<Value>) => void;
  /** Rejects the promise; later calls do nothing. */
  readonly reject: (reason: unknown) => void;
}

/** Makes a {@link Deferred}; Node.js 20 lacks `Promise.withResolvers`. */
export function deferred<Value = void>(): Deferred<Value> {
  let resolve!: Deferred<Value>['resolve'];
  let reject!: Deferred<Value>['reject'];
  const promise = new Promise<Value>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
