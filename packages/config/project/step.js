// SPDX-License-Identifier: Apache-2.0

/**
 * Does one step of a longer run, with a line before and a line with the time it took after it.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function step(name, act) {
  const startedMs = performance.now();
  console.error(`--- ${name}`);
  const result = await act();
  console.error(`--- ${name}: done in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return result;
}
