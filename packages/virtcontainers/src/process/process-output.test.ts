// SPDX-License-Identifier: Apache-2.0

import { deferred } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { drainLimitBytes, outputBufferBytes, ProcessOutput } from './process-output.js';

const started = Promise.resolve();

/** A guest that has this much to say, in full messages. */
function sourceOf(sizeBytes: number): { read: (maxBytes: number) => Promise<Uint8Array>; readonly leftBytes: number } {
  let leftBytes = sizeBytes;
  return {
    read: (maxBytes) => {
      const chunk = new Uint8Array(Math.min(maxBytes, leftBytes));
      leftBytes -= chunk.length;
      return Promise.resolve(chunk);
    },
    get leftBytes() {
      return leftBytes;
    },
  };
}

const rounds = async (count: number) => {
  for (let round = 0; round < count; round += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('ProcessOutput', () => {
  it('reads nothing before the process was started', async () => {
    const start = deferred();
    const source = sourceOf(10);
    const output = new ProcessOutput(source.read, start.promise);
    output.prefetch();
    await rounds(3);
    expect(source.leftBytes).toBe(10);
    start.resolve();
    expect(Buffer.concat((await output.toArray()) as Buffer[])).toHaveLength(10);
  });

  it('takes no more than its buffer holds while nobody reads', async () => {
    const source = sourceOf(10 * outputBufferBytes);
    const output = new ProcessOutput(source.read, started);
    output.prefetch();
    await rounds(20);
    expect(10 * outputBufferBytes - source.leftBytes).toBeLessThanOrEqual(2 * outputBufferBytes);
    expect(Buffer.concat((await output.toArray()) as Buffer[])).toHaveLength(10 * outputBufferBytes);
  });

  it('notices the end of a process that says little, and keeps what it said', async () => {
    const output = new ProcessOutput(sourceOf(10).read, started);
    output.prefetch();
    await output.drained;
    expect(Buffer.concat((await output.toArray()) as Buffer[])).toHaveLength(10);
  });

  it('keeps a bounded part of what nobody reads when it is drained', async () => {
    const sizeBytes = drainLimitBytes + 10 * outputBufferBytes;
    const output = new ProcessOutput(sourceOf(sizeBytes).read, started);
    output.drain();
    await output.drained;
    expect(output.readableLength).toBeLessThanOrEqual(drainLimitBytes);
    expect(output.readableLength + output.droppedBytes).toBe(sizeBytes);
  });

  it('reads on and drops all when it is destroyed, so that the process is not held back', async () => {
    const source = sourceOf(10 * outputBufferBytes);
    const output = new ProcessOutput(source.read, started);
    output.destroy();
    await output.drained;
    expect(source.leftBytes).toBe(0);
  });

  it('ends when the guest has forgotten the process, whatever a read that is under way says', async () => {
    const pending = deferred<Uint8Array>();
    const output = new ProcessOutput(() => pending.promise, started);
    output.prefetch();
    await rounds(1);
    output.settle();
    pending.reject(new Error('no such process'));
    expect(await output.toArray()).toEqual([]);
  });

  it('fails as the guest does, and harms nobody who does not listen', async () => {
    const failure = new Error('the stream was lost');
    const output = new ProcessOutput(() => Promise.reject(failure), started);
    output.prefetch();
    await output.drained;
    await expect(output.toArray()).rejects.toBe(failure);
  });
});
