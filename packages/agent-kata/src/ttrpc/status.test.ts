// SPDX-License-Identifier: Apache-2.0

import { errorCodes } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { codeOfStatus, statusOfCode, ttrpcStatus } from './status.js';

describe('ttRPC statuses and error codes', () => {
  it('gives a code to every failure, and PROTOCOL to numbers that are none', () => {
    const failures = Object.values(ttrpcStatus).filter((status) => status !== ttrpcStatus.ok);
    expect(failures).toHaveLength(16);
    for (const status of failures) expect(errorCodes).toContain(codeOfStatus(status));
    for (const status of [-1, 0, 17, 1e9]) expect(codeOfStatus(status)).toBe('PROTOCOL');
  });

  it.each(errorCodes)('gives %s a status that stands for it', (code) => {
    expect(codeOfStatus(statusOfCode(code))).toBe(code);
  });
});
