// SPDX-License-Identifier: Apache-2.0

import { Readable } from 'node:stream';

/** Most bytes asked of the guest at once, and how many are kept for a reader that is slow, in bytes. */
export const outputBufferBytes = 262_144;

/** How much output is kept for a reader that is not there once its process is being ended, in bytes. */
export const drainLimitBytes = 1_048_576;

/** Reads from the guest: resolves with at least one byte, or with none at the end of the stream. */
export type ReadOutput = (maxBytes: number) => Promise<Uint8Array>;

type Mode =
  /** Reads as fast as the consumer does. */
  | 'flow'
  /** Reads to the end, keeps up to {@link drainLimitBytes} for the consumer, and drops the rest. */
  | 'drain'
  /** The consumer has left: reads to the end and drops it, so that the process neither blocks nor goes unnoticed. */
  | 'discard'
  /** The process is gone in the guest: nothing more will come. */
  | 'settled';

/**
 * One output stream of a guest process. It buffers up to {@link outputBufferBytes};
 * when they are full the guest's pipe fills, and then the process blocks in its
 * write, as with any pipe: nothing is lost. Destroying it means that the output
 * is of no interest any more; the process goes on.
 */
export class ProcessOutput extends Readable {
  /** Settles when the guest has no more to give, whether or not all of it was consumed. Never rejects. */
  readonly drained: Promise<void>;

  readonly #read: ReadOutput;
  readonly #ready: Promise<void>;
  #drainedNow: () => void = () => undefined;
  #mode: Mode = 'flow';
  #wanted = false;
  #reading = false;
  #ended = false;
  #droppedBytes = 0;

  /**
   * @param read - reads from the guest
   * @param ready - resolves when the process was started, and rejects when it could not be
   */
  constructor(read: ReadOutput, ready: Promise<void>) {
    super({ highWaterMark: outputBufferBytes });
    this.#read = read;
    this.#ready = ready;
    this.drained = new Promise((resolve) => (this.#drainedNow = resolve));
    // Nobody need listen: the same news comes through the process's exit, and whoever consumes the stream is told too.
    this.on('error', () => undefined);
  }

  /** Bytes that were dropped because nobody consumed them while the process was being ended. */
  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  /** Begins to read before anybody consumes, so that the end of a process that says little is noticed. */
  prefetch(): void {
    this.read(0);
  }

  /** From now on reads to the end without waiting for the consumer. */
  drain(): void {
    if (this.#mode === 'flow') this.#mode = 'drain';
    this.#pump();
  }

  /** Says that the guest has forgotten the process: what comes from now on is the end. */
  settle(): void {
    this.#mode = 'settled';
    this.#end();
  }

  override _read(): void {
    this.#wanted = true;
    this.#pump();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (this.#mode !== 'settled') this.#mode = 'discard';
    this.#pump();
    callback(error);
  }

  #pump(): void {
    if (this.#reading || this.#ended) return;
    this.#reading = true;
    void this.#readOn();
  }

  async #readOn(): Promise<void> {
    try {
      await this.#ready;
      while (this.#mayRead()) this.#take(await this.#read(outputBufferBytes));
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#reading = false;
    }
  }

  #mayRead(): boolean {
    return !this.#ended && (this.#wanted || this.#mode === 'drain' || this.#mode === 'discard');
  }

  #take(chunk: Uint8Array): void {
    if (this.#ended) return;
    if (chunk.length === 0) this.#end();
    else if (this.#mode === 'discard') return;
    else if (this.#mode === 'drain' && this.readableLength + chunk.length > drainLimitBytes) {
      this.#droppedBytes += chunk.length;
    } else this.#wanted = this.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (!this.destroyed) this.push(null);
    this.#drainedNow();
  }

  #fail(error: unknown): void {
    if (this.#mode === 'settled' || this.#ended) return;
    this.#ended = true;
    this.destroy(error instanceof Error ? error : new Error(String(error)));
    this.#drainedNow();
  }
}
