// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { refusal } from '../suite/refusal.js';
import { FakePipe } from './fake-pipe.js';

const never = new AbortController().signal;
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('FakePipe', () => {
  it('gives bytes in order, up to what is asked for', async () => {
    const pipe = new FakePipe();
    await pipe.writeAll(Buffer.from('abcdef'), never);
    expect(text(await pipe.read(4, never))).toBe('abcd');
    expect(text(await pipe.read(4, never))).toBe('ef');
  });

  it('makes a reader wait for bytes', async () => {
    const pipe = new FakePipe();
    const read = pipe.read(10, never);
    await pipe.write(Buffer.from('x'), never);
    expect(text(await read)).toBe('x');
  });

  it('takes what fits, and makes a writer wait for room', async () => {
    const pipe = new FakePipe(4);
    expect(await pipe.write(Buffer.from('abcdef'), never)).toBe(4);
    let taken = 0;
    const write = pipe.write(Buffer.from('ef'), never).then((bytes) => (taken = bytes));
    await Promise.resolve();
    expect(taken).toBe(0);
    expect(text(await pipe.read(3, never))).toBe('abc');
    expect(await write).toBe(2);
    expect(text(await pipe.read(10, never))).toBe('def');
  });

  it('ends after what it holds', async () => {
    const pipe = new FakePipe();
    await pipe.write(Buffer.from('last'), never);
    pipe.close();
    pipe.close();
    expect(text(await pipe.read(10, never))).toBe('last');
    expect(await pipe.read(10, never)).toHaveLength(0);
    await refusal(pipe.write(Buffer.from('more'), never), 'INVALID_STATE');
  });

  it('wakes a waiting reader and a waiting writer at its end', async () => {
    const empty = new FakePipe();
    const read = empty.read(1, never);
    empty.close();
    expect(await read).toHaveLength(0);
    const full = new FakePipe(1);
    await full.write(Buffer.from('x'), never);
    const write = refusal(full.write(Buffer.from('y'), never), 'INVALID_STATE');
    full.close();
    await write;
  });

  it('gives a wait up when the signal fires', async () => {
    const controller = new AbortController();
    const read = new FakePipe().read(1, controller.signal);
    controller.abort(new Error('enough'));
    await expect(read).rejects.toThrow('enough');
    await expect(new FakePipe().read(1, AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  });
});
