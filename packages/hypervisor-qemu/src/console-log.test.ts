// SPDX-License-Identifier: Apache-2.0

import { RecordingLogger } from '@virtcontainers/testkit';
import { expect, test } from 'vitest';
import { ConsoleLog } from './console-log.js';

function logged(...chunks: readonly Uint8Array[]): unknown[] {
  const logger = new RecordingLogger();
  const log = new ConsoleLog(logger);
  for (const chunk of chunks) log.push(Buffer.from(chunk));
  return logger.lines.map(({ facts }) => facts['console']);
}

test('logs whole lines, however they arrive', () => {
  const bytes = Buffer.from('eins\r\nzwölf\n\nrest');
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect(logged(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(['eins', 'zwölf']);
  }
});

test('breaks up a line that never ends', () => {
  const lines = logged(Buffer.alloc(5000, 'a'), Buffer.alloc(5000, 'b'));
  expect(lines).toEqual(['a'.repeat(5000), 'b'.repeat(5000)]);
});
