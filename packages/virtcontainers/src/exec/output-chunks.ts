// SPDX-License-Identifier: Apache-2.0

import type { Readable } from 'node:stream';

/** A piece of a command's output. */
export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr';
  readonly data: Buffer;
}

interface Turn {
  readonly stream: OutputChunk['stream'];
  readonly iterator: AsyncIterator<Buffer>;
  readonly result: IteratorResult<Buffer>;
}

/** Both outputs of a process as they come, each piece labelled. No more is read than is taken. */
export async function* outputChunks(
  streams: Record<OutputChunk['stream'], Readable>,
): AsyncGenerator<OutputChunk, void> {
  const pending = new Map([next('stdout', iterate(streams.stdout)), next('stderr', iterate(streams.stderr))]);
  try {
    while (pending.size > 0) {
      const { stream, iterator, result } = await Promise.race(pending.values());
      pending.delete(stream);
      if (result.done === true) continue;
      yield { stream, data: result.value };
      pending.set(...next(stream, iterator));
    }
  } finally {
    // Who leaves early wants no more of either.
    for (const stream of Object.values(streams)) stream.destroy();
  }
}

function iterate(stream: Readable): AsyncIterator<Buffer> {
  return stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
}

function next(stream: OutputChunk['stream'], iterator: AsyncIterator<Buffer>): [OutputChunk['stream'], Promise<Turn>] {
  const turn = iterator.next().then((result) => ({ stream, iterator, result }));
  // Of two streams that fail together only the first is waited for.
  turn.catch(() => undefined);
  return [stream, turn];
}
