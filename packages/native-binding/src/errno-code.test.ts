// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { codeOfErrno, nameOfErrno } from './errno-code.js';

describe('an error number', () => {
  it.each([
    ['ENOENT', 'NOT_FOUND'],
    ['EEXIST', 'ALREADY_EXISTS'],
    ['EPERM', 'PERMISSION_DENIED'],
    ['ECONNRESET', 'UNAVAILABLE'],
    ['ENODEV', 'UNAVAILABLE'],
    ['ETIMEDOUT', 'TIMEOUT'],
    ['EAFNOSUPPORT', 'UNSUPPORTED'],
    ['EIO', 'INTERNAL'],
  ])('%s means %s', (errno, code) => {
    expect(codeOfErrno(errno)).toBe(code);
  });

  it('has a name', () => {
    expect(nameOfErrno(2)).toBe('ENOENT');
    expect(nameOfErrno(4095)).toBe('E4095');
  });
});
