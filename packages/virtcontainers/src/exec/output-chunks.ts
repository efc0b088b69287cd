// SPDX-License-Identifier: Apache-2.0

import type { Readable } from 'node:stream';
import { deferred } from '@virtcontainers/core';

/** A piece of a command's output. */
export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr';
  readonly data: Buffer;
}

/** What one of the two streams had to say next. */
interface Turn {
  readonly stream: OutputChunk['stream'];
  readonly iterator: AsyncIterator<Buffer>;
  readonly result: Promise<IteratorResult<Buffer>>;
}

/** Both outputs of a process as they come, each piece labelled. No more is read than is taken. */
export async function* outputChunks(
  streams: Record<OutputChunk['stream'], Readable>,
): AsyncGenerator<OutputChunk, void> {
  const turns = new TurnsAsTheyCome();
  turns.ask('stdout', iterate(streams.stdout));
  turns.ask('stderr', iterate(streams.stderr));
  try {
    for (let open = 2; open > 0;) {
      const { stream, iterator, result } = await turns.next();
      const answer = await result;
      if (answer.done === true) open -= 1;
      else {
        yield { stream, data: answer.value };
        turns.ask(stream, iterator);
      }
    }
  } finally {
    // Who leaves early wants no more of either.
    for (const stream of Object.values(streams)) stream.destroy();
  }
}

function iterate(stream: Readable): AsyncIterator<Buffer> {
  return stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
}

/**
 * Answers in the order in which they come. Racing the two pending answers again
 * and again would pile up listeners on a stream that stays silent.
 */
class TurnsAsTheyCome {
  readonly #settled: Turn[] = [];
  #changed = deferred();

  ask(stream: OutputChunk['stream'], iterator: AsyncIterator<Buffer>): void {
    const result = iterator.next();
    const tell = (): void => {
      this.#settled.push({ stream, iterator, result });
      this.#changed.resolve();
    };
    result.then(tell, tell);
  }

  async next(): Promise<Turn> {
    for (;;) {
      const turn = this.#settled.shift();
      if (turn !== undefined) return turn;
      this.#changed = deferred();
      await this.#changed.promise;
    }
  }
}
