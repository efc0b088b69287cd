// SPDX-License-Identifier: Apache-2.0

import { expect, test } from 'vitest';
import { BoundedTail } from './bounded-tail.js';

test('keeps everything while it fits', () => {
  const tail = new BoundedTail(16);
  tail.push(Buffer.from('one\n'));
  tail.push(Buffer.from('two\n'));
  expect(tail.text()).toBe('one\ntwo\n');
});

test('drops the oldest bytes and starts at a line', () => {
  const tail = new BoundedTail(10);
  for (const line of ['first\n', 'second\n', 'third\n']) tail.push(Buffer.from(line));
  expect(tail.text()).toBe('third\n');
});

test('is the same whatever the chunks are', () => {
  const text = Array.from({ length: 50 }, (_, index) => `line ${index}\n`).join('');
  const whole = new BoundedTail(64);
  whole.push(Buffer.from(text));
  for (const size of [1, 3, 7, 63, 64, 65]) {
    const tail = new BoundedTail(64);
    for (let start = 0; start < text.length; start += size) tail.push(Buffer.from(text.slice(start, start + size)));
    expect(tail.text()).toBe(whole.text());
  }
  expect(whole.text().endsWith('line 49\n')).toBe(true);
});

test('takes exactly as much as it keeps', () => {
  const tail = new BoundedTail(4);
  tail.push(Buffer.from('abc\n'));
  expect(tail.text()).toBe('abc\n');
});

test('leaves out a character that is not complete', () => {
  const tail = new BoundedTail(16);
  tail.push(Buffer.from('é').subarray(0, 1));
  expect(tail.text()).toBe('');
});
