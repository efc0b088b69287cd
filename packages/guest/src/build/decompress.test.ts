// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { decompressPayload } from './decompress.js';
import { runCommand } from './run-command.js';

const content = Buffer.from('kernel '.repeat(1000));

function sizeField(sizeBytes: number): Buffer {
  const field = Buffer.alloc(4);
  field.writeUInt32LE(sizeBytes);
  return field;
}

/** As the kernel's build compresses: all but gzip get the size appended. */
const compressors: readonly [string, ...string[]][] = [
  ['gzip', '-c'],
  ['xz', '-c', '--check=crc32'],
  ['lz4', '-lc'],
  ['zstd', '-c'],
];

test.each(compressors)('%s is undone', async (program, ...args) => {
  const compressed = await runCommand(program, args, { input: content });
  const payload = program === 'gzip' ? compressed : Buffer.concat([compressed, sizeField(content.length)]);
  expect(content.equals(await decompressPayload(payload))).toBe(true);
});

test('content of another size than promised is refused', async () => {
  const compressed = await runCommand('xz', ['-c'], { input: content });
  await expect(decompressPayload(Buffer.concat([compressed, sizeField(1)]))).rejects.toThrow('7000 bytes instead of 1');
});

test('an unknown format is refused', async () => {
  await expect(decompressPayload(Buffer.from('0123456789'))).rejects.toThrow('unknown compression: 303132333435');
});

test('a damaged payload is refused with what the command says', async () => {
  const compressed = await runCommand('xz', ['-c'], { input: content });
  compressed.fill(0xff, 20, 40);
  await expect(decompressPayload(Buffer.concat([compressed, sizeField(content.length)]))).rejects.toThrow('xz -dc');
});
