// SPDX-License-Identifier: Apache-2.0

import { deferred } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { together } from './together.js';

const never = new AbortController().signal;

describe('together', () => {
  it('gives the results in order', async () => {
    const first = deferred<string>();
    const results = together(never, [
      () => first.promise,
      () => {
        first.resolve('first');
        return Promise.resolve(2);
      },
    ]);
    expect(await results).toEqual(['first', 2]);
  });

  it('tells the others to end when one fails, and waits for them', async () => {
    const failure = new Error('the first failure');
    let ended = false;
    const waiting = (signal: AbortSignal): Promise<never> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          setImmediate(() => {
            ended = true;
            reject(new Error('cut off'));
          });
        });
      });
    await expect(together(never, [waiting, () => Promise.reject(failure)])).rejects.toBe(failure);
    expect(ended).toBe(true);
  });
});
