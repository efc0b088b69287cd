// SPDX-License-Identifier: Apache-2.0

import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { VirtcontainersError } from './error.js';
import { parseSignal, signalName, signalNumbers } from './signal.js';

describe('the signals', () => {
  it('have the numbers that this host gives them', () => {
    for (const [name, number] of Object.entries(signalNumbers)) {
      expect(constants.signals[name as NodeJS.Signals], name).toBe(number);
    }
  });

  it('are every number from 1 to 31', () => {
    expect(Object.values(signalNumbers)).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
  });
});

describe('parseSignal', () => {
  it.each([
    ['SIGTERM', 15],
    ['TERM', 15],
    ['sigkill', 9],
    ['kill', 9],
    ['SIGCLD', 17],
    ['IOT', 6],
    ['SIGPOLL', 29],
    ['SIGRTMIN', 34],
    ['SIGRTMIN+3', 37],
    ['RTMAX', 64],
    ['SIGRTMAX-1', 63],
    [1, 1],
    [32, 32],
    [64, 64],
  ])('reads %s as %i', (value, number) => {
    expect(parseSignal(value)).toBe(number);
  });

  it.each([
    '',
    'SIG',
    'SIGNOPE',
    'SIGSIGTERM',
    ' TERM',
    '15',
    'SIGRTMIN+31',
    'SIGRTMIN-1',
    'SIGRTMAX-31',
    'SIGRTMAX+1',
    'toString',
    0,
    -1,
    65,
    1.5,
    Number.NaN,
    Infinity,
    null,
    undefined,
    {},
    ['TERM'],
  ])('refuses %j', (value) => {
    expect(() => parseSignal(value)).toThrow(VirtcontainersError);
    expect(() => parseSignal(value)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});

describe('signalName', () => {
  it('names every signal so that parseSignal reads it back', () => {
    for (let number = 1; number <= 64; number += 1) {
      const name = signalName(number);
      expect(parseSignal(/^\d+$/u.test(name) ? Number(name) : name)).toBe(number);
    }
  });

  it.each([
    [9, 'SIGKILL'],
    [34, 'SIGRTMIN'],
    [64, 'SIGRTMIN+30'],
    [32, '32'],
    [65, '65'],
  ])('names %i %s', (number, name) => {
    expect(signalName(number)).toBe(name);
  });
});
