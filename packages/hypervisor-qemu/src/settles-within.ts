// SPDX-License-Identifier: Apache-2.0

/** Waits for a promise to settle, but no longer than this. Says whether it has; never rejects. */
export async function settlesWithin(promise: Promise<unknown>, limitMs: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(false);
    }, limitMs);
    const settled = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(settled, settled);
  });
}
