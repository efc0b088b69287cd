// SPDX-License-Identifier: Apache-2.0

import { deferred, type Deferred } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { OpenReads } from './open-reads.js';

/** A stream whose answers a test gives by hand. */
function manualStream(): { ask: () => Promise<Uint8Array>; asked: Deferred<Uint8Array>[] } {
  const asked: Deferred<Uint8Array>[] = [];
  const ask = (): Promise<Uint8Array> => {
    const answer = deferred<Uint8Array>();
    asked.push(answer);
    return answer.promise;
  };
  return { ask, asked };
}

const text = (data: Uint8Array): string => Buffer.from(data).toString();

describe('OpenReads', () => {
  it('gives the answer to a read that was given up to the next read', async () => {
    const reads = new OpenReads();
    const { ask, asked } = manualStream();
    const controller = new AbortController();
    const given = reads.read('c/p/stdout', 10, ask, { signal: controller.signal });
    controller.abort();
    await expect(given).rejects.toMatchObject({ code: 'CANCELLED' });
    asked[0]!.resolve(Buffer.from('kept'));
    expect(text(await reads.read('c/p/stdout', 10, ask))).toBe('kept');
    expect(asked).toHaveLength(1);
  });

  it('gives an answer in pieces to a reader that wants less than was asked for', async () => {
    const reads = new OpenReads();
    const { ask, asked } = manualStream();
    const signal = AbortSignal.abort();
    await expect(reads.read('k', 100, ask, { signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    asked[0]!.resolve(Buffer.from('abcdef'));
    expect(text(await reads.read('k', 4, ask))).toBe('abcd');
    expect(text(await reads.read('k', 4, ask))).toBe('ef');
    expect(asked).toHaveLength(1);
  });

  it('keeps the order when several reads are given up', async () => {
    const reads = new OpenReads();
    const { ask, asked } = manualStream();
    for (const part of ['first', 'second']) {
      const read = reads.read('k', 100, ask, { signal: AbortSignal.abort() });
      await expect(read).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(asked, part).toHaveLength(1);
    }
    asked[0]!.resolve(Buffer.from('first'));
    expect(text(await reads.read('k', 100, ask))).toBe('first');
    const next = reads.read('k', 100, ask);
    asked[1]!.resolve(Buffer.from('second'));
    expect(text(await next)).toBe('second');
  });

  it('keeps streams apart, and forgets those of a process that is gone', async () => {
    const reads = new OpenReads();
    const { ask, asked } = manualStream();
    await expect(reads.read('c/p/stdout', 9, ask, { signal: AbortSignal.abort() })).rejects.toThrow();
    const other = reads.read('c/p/stderr', 9, ask);
    asked[1]!.resolve(Buffer.from('err'));
    expect(text(await other)).toBe('err');
    reads.forget('c/p/');
    const fresh = reads.read('c/p/stdout', 9, ask);
    asked[0]!.resolve(Buffer.from('stale'));
    asked[2]!.resolve(Buffer.from('fresh'));
    expect(text(await fresh)).toBe('fresh');
  });

  it('leaves nothing unhandled when a read that was given up fails', async () => {
    const reads = new OpenReads();
    const { ask, asked } = manualStream();
    await expect(reads.read('k', 9, ask, { signal: AbortSignal.abort() })).rejects.toThrow();
    asked[0]!.reject(new Error('lost'));
    await expect(reads.read('k', 9, ask)).rejects.toThrow('lost');
  });
});
