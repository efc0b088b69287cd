// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { refusal } from './refusal.js';

describe('refusal', () => {
  it('gives the error when its code is one of those expected', async () => {
    const error = new VirtcontainersError('NOT_FOUND', 'no');
    expect(await refusal(Promise.reject(error), 'TIMEOUT', 'NOT_FOUND')).toBe(error);
  });

  it('fails when the call resolves, when the code is another, and when the error is none of ours', async () => {
    await expect(refusal(Promise.resolve(1), 'NOT_FOUND')).rejects.toThrow('instead of rejecting');
    await expect(refusal(Promise.reject(new VirtcontainersError('TIMEOUT', 'late')), 'NOT_FOUND')).rejects.toThrow();
    await expect(refusal(Promise.reject(new TypeError('bug')), 'NOT_FOUND')).rejects.toThrow(TypeError);
  });
});
