// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { drain } from './drain.js';

test('hands on everything, then resolves', async () => {
  const chunks: string[] = [];
  await drain(Readable.from([Buffer.from('a'), Buffer.from('b')]), (chunk) => chunks.push(chunk.toString()));
  expect(chunks).toEqual(['a', 'b']);
});

test('a stream that breaks is over', async () => {
  const stream = new PassThrough();
  const drained = drain(stream, () => undefined);
  stream.destroy(new Error('reset'));
  await expect(drained).resolves.toBeUndefined();
});

test('a stream that is over already is over', async () => {
  const stream = new PassThrough();
  stream.destroy();
  await once(stream, 'close');
  await expect(drain(stream, () => undefined)).resolves.toBeUndefined();
});
