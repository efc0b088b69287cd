// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import type { BootReport } from './boot-report.js';
import { errorCodes, VirtcontainersError } from './error.js';

const report: BootReport = {
  timeline: [],
  command: ['qemu'],
  accelerator: 'tcg',
  stderrTail: '',
  consoleTail: '',
  panicked: false,
  agent: 'unreached',
};

class LayerError extends VirtcontainersError {
  override readonly name = 'LayerError';
}

describe('VirtcontainersError', () => {
  it('has the codes that its users know', () => {
    expect(errorCodes).toEqual([
      'INVALID_ARGUMENT',
      'INVALID_STATE',
      'NOT_FOUND',
      'ALREADY_EXISTS',
      'UNSUPPORTED',
      'PERMISSION_DENIED',
      'RESOURCE_EXHAUSTED',
      'UNAVAILABLE',
      'TIMEOUT',
      'CANCELLED',
      'PROTOCOL',
      'INTERNAL',
    ]);
  });

  it('keeps all it is made of', () => {
    const cause = new Error('why');
    const details = { path: 'a', remedy: 'b', errno: 2 };
    const error = new VirtcontainersError('NOT_FOUND', 'no such thing', { cause, details, phase: 'boot', report });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ code: 'NOT_FOUND', message: 'no such thing', cause, details, phase: 'boot', report });
    expect(error.name).toBe('VirtcontainersError');
    expect(String(error)).toBe('VirtcontainersError: no such thing');
  });

  it('has neither cause nor phase nor report nor facts unless they are given', () => {
    const error = new VirtcontainersError('INTERNAL', 'x');
    expect('cause' in error).toBe(false);
    expect(error).toMatchObject({ details: {}, phase: undefined, report: undefined });
  });

  it.each(errorCodes)('%s says whether trying again may help', (code) => {
    const mayHelp = ['RESOURCE_EXHAUSTED', 'UNAVAILABLE', 'TIMEOUT'].includes(code);
    expect(new VirtcontainersError(code, 'x').retryable).toBe(mayHelp);
    expect(new VirtcontainersError(code, 'x', { retryable: !mayHelp }).retryable).toBe(!mayHelp);
  });

  it('leaves errors of its own kind as they are', () => {
    const error = new LayerError('TIMEOUT', 'x');
    expect(VirtcontainersError.from(error)).toBe(error);
    expect(error.name).toBe('LayerError');
  });

  it.each([
    [new TypeError('bug'), 'bug'],
    ['text', 'text'],
    [undefined, 'undefined'],
  ])('makes %s INTERNAL, and keeps it as the cause', (value, message) => {
    expect(VirtcontainersError.from(value)).toMatchObject({ code: 'INTERNAL', message, cause: value });
  });
});
