// SPDX-License-Identifier: Apache-2.0

import { parseCmd, VirtcontainersError } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { refusedField } from './refused-cmd.js';

const notFound = new VirtcontainersError('NOT_FOUND', 'no such program');
const invalid = new VirtcontainersError('INVALID_ARGUMENT', 'no such account');

describe('the field that a guest refused', () => {
  it('is the program, where there is none', () => {
    expect(refusedField(notFound, parseCmd({ args: ['nope'] }), 'containers[1].cmd.').path).toBe(
      'containers[1].cmd.args[0]',
    );
  });

  it.each([
    [{ user: 'nobodyhere' }, 'user'],
    [{ user: '7', primaryGroup: 'nogroup' }, 'primaryGroup'],
    [{ user: '7', primaryGroup: '7', supplementaryGroups: ['1', 'audio'] }, 'supplementaryGroups[1]'],
    [{}, 'user'],
  ])('is the first name among the accounts: %j', (accounts, path) => {
    expect(refusedField(invalid, parseCmd({ args: ['sh'], ...accounts }), '').path).toBe(path);
  });

  it('is the program, where it may not be run', () => {
    const denied = new VirtcontainersError('PERMISSION_DENIED', 'not executable');
    expect(refusedField(denied, parseCmd({ args: ['/etc'] }), '').path).toBe('args[0]');
  });

  it('is the directory to start in, where no name could be meant', () => {
    expect(refusedField(invalid, parseCmd({ args: ['sh'], user: '7', workDir: '/nowhere' }), '').path).toBe('workDir');
    expect(refusedField(invalid, parseCmd({ args: ['sh'], user: 'nobodyhere', workDir: '/tmp' }), '').path).toBe(
      'user',
    );
  });

  it('is not made up for other failures', () => {
    expect(refusedField(new Error('the machine died'), parseCmd({ args: ['sh'] }), '')).toEqual({});
  });
});
