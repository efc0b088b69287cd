// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { encodeMessage, maxMessageBytes, MessageReader } from './message.js';

const read = (bytes: string): string[][] => new MessageReader().push(Buffer.from(bytes));

describe('a message', () => {
  it('is a netstring of netstrings', () => {
    expect(encodeMessage(['unbind', '7', 'box']).toString()).toBe('19:6:unbind,1:7,3:box,,');
  });

  it('is read wherever the stream is cut', () => {
    const fields = ['exit', 'co,de:\n', 'é', ''];
    const bytes = Buffer.concat([encodeMessage(fields), encodeMessage(['ok', '1'])]);
    for (let cut = 0; cut <= bytes.length; ++cut) {
      const reader = new MessageReader();
      const messages = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))];
      expect(messages).toEqual([fields, ['ok', '1']]);
    }
  });

  it.each(['x', ':', '-1:', ' 1:a,', '01:a,', '1a:', '3:0:,x', '2:ok,', '4:9:ok,', '5:2:okx,', '3:1:a,'])(
    'is not %j',
    (bytes) => {
      expect(() => read(bytes)).toThrow(SyntaxError);
    },
  );

  it.each([`${maxMessageBytes + 1}:`, '9999999999', '99999999999:'])('is not so long: %s', (bytes) => {
    expect(() => read(bytes)).toThrow(RangeError);
  });
});
