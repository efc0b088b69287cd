// SPDX-License-Identifier: Apache-2.0

/** Work that ends early, with a rejection, when its signal fires. */
export type Task<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Does several things at the same time. When one fails the others are told to
 * end; the first failure is thrown once all have ended, so that nothing goes on
 * behind the caller's back.
 */
export async function together<Tasks extends readonly Task<unknown>[]>(
  signal: AbortSignal,
  tasks: readonly [...Tasks],
): Promise<{ [Index in keyof Tasks]: Awaited<ReturnType<Tasks[Index]>> }> {
  const controller = new AbortController();
  const joined = AbortSignal.any([signal, controller.signal]);
  const failures: unknown[] = [];
  const run = async (task: Task<unknown>): Promise<unknown> => {
    try {
      return await task(joined);
    } catch (error) {
      failures.push(error);
      controller.abort(error);
      return undefined;
    }
  };
  const results = await Promise.all(tasks.map(run));
  if (failures.length > 0) throw failures[0];
  return results as { [Index in keyof Tasks]: Awaited<ReturnType<Tasks[Index]>> };
}
