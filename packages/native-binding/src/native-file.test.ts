// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { findNativeFile, nativeFileCandidates, notBuilt } from './native-file.js';

describe('a native file', () => {
  it('is taken from the package before the build tree', () => {
    const [packed, built] = nativeFileCandidates('vc-guard');
    expect(packed).toMatch(/\/native-binding\/prebuilds\/linux-x64\/vc-guard$/);
    expect(built).toMatch(/\/native\/build\/bin\/vc-guard$/);
    expect(findNativeFile('vc-guard')).toBe(packed);
  });

  it('that is missing gives an error that says what was tried and what to do', () => {
    const error = notBuilt('vc-guard', ['/one', '/two'], new Error('reason'));
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      details: { tried: ['/one', '/two'] },
      cause: { message: 'reason' },
    });
    expect(error.message).toContain('tried /one, /two');
    expect(error.details.remedy).toContain('npm run setup');
  });
});
