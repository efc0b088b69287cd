// SPDX-License-Identifier: Apache-2.0

import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.js';

test('gives each line once, whatever the cuts', () => {
  const text = 'one\r\ntwo\n\nthrée\n';
  for (let cut = 0; cut <= Buffer.byteLength(text); cut += 1) {
    const bytes = Buffer.from(text);
    const splitter = new LineSplitter(100);
    const lines = [...splitter.push(bytes.subarray(0, cut)), ...splitter.push(bytes.subarray(cut))];
    expect(lines).toEqual(['one', 'two', '', 'thrée']);
  }
});

test('takes a line as long as the limit and refuses a longer one', () => {
  expect(new LineSplitter(5).push(Buffer.from('12345\n'))).toEqual(['12345']);
  expect(() => new LineSplitter(5).push(Buffer.from('123456\n'))).toThrow(/longer than 5 bytes/u);
});

test('refuses a line that grows over the limit chunk by chunk', () => {
  const splitter = new LineSplitter(5);
  splitter.push(Buffer.from('123'));
  expect(() => splitter.push(Buffer.from('456'))).toThrow(/longer than 5 bytes/u);
});
