// SPDX-License-Identifier: Apache-2.0

import { Writable } from 'node:stream';

/** Most bytes handed to the guest in one message. */
export const inputChunkBytes = 65_536;

/** Writes to the guest. */
export interface InputSink {
  /** Resolves with how many bytes were taken, at least one. */
  write(data: Uint8Array): Promise<number>;
  /** Closes standard input. */
  close(): Promise<void>;
}

/**
 * Standard input of a guest process. A write is done when the process's pipe or
 * terminal has taken it, so a process that does not read pushes back. Ending or
 * destroying it closes the process's standard input.
 */
export class ProcessInput extends Writable {
  readonly #sink: InputSink;
  readonly #ready: Promise<void>;
  #closed = false;

  /**
   * @param sink - writes to the guest
   * @param ready - resolves when the process was started, and rejects when it could not be
   */
  constructor(sink: InputSink, ready: Promise<void>) {
    super({ highWaterMark: inputChunkBytes });
    this.#sink = sink;
    this.#ready = ready;
    // A process may end without reading its input; that is told by its exit, not by an error that nobody waits for.
    this.on('error', () => undefined);
  }

  /** Says that the guest has forgotten the process: nothing more can be written. */
  settle(): void {
    this.#closed = true;
    this.destroy();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    settle(this.#writeAll(chunk), callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    settle(this.#close(), callback);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    // What fails here fails because the process or the guest is gone, and with it its standard input.
    const done = (): void => {
      callback(error);
    };
    this.#close().then(done, done);
  }

  async #writeAll(chunk: Uint8Array): Promise<void> {
    await this.#ready;
    for (let rest = chunk; rest.length > 0;) {
      rest = rest.subarray(await this.#sink.write(rest.subarray(0, inputChunkBytes)));
    }
  }

  async #close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#ready;
    await this.#sink.close();
  }
}

function settle(work: Promise<void>, callback: (error?: Error | null) => void): void {
  work.then(
    () => {
      callback();
    },
    (error: unknown) => {
      callback(error instanceof Error ? error : new Error(String(error)));
    },
  );
}
