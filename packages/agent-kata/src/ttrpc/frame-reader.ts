// SPDX-License-Identifier: Apache-2.0

import { headerBytes, readFrameHeader, type FrameHeader } from './frame.js';

/** What a {@link FrameReader} tells of the frames it finds. Whatever a method throws, `push` throws. */
export interface FrameSink {
  /**
   * A header is there. True: collect the body and give it to {@link frame};
   * false: drop the body as it comes. The sink limits what is collected.
   */
  header(header: FrameHeader): boolean;
  /** A whole frame is there. The body may share memory with the bytes that were pushed. */
  frame(header: FrameHeader, body: Buffer): void;
}

/**
 * Cuts a stream of bytes into frames. Each byte is looked at once and copied at
 * most once, however the stream is cut: a body that lies in one piece is not
 * copied at all, any other goes to a buffer of its announced size.
 */
export class FrameReader {
  readonly #sink: FrameSink;
  readonly #partialHeader = Buffer.alloc(headerBytes);
  #headerFilled = 0;
  #header: FrameHeader | undefined;
  #body: Buffer | undefined;
  #bodyMissing = 0;
  #wanted = false;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** Whether the last byte pushed was not the last of a frame. */
  get insideFrame(): boolean {
    return this.#headerFilled > 0 || this.#header !== undefined;
  }

  /** Takes the next bytes of the stream. The reader may keep a reference to them. */
  push(chunk: Buffer): void {
    let offset = 0;
    while (offset < chunk.length || (this.#header !== undefined && this.#bodyMissing === 0)) {
      offset =
        this.#header === undefined ? this.#takeHeader(chunk, offset) : this.#takeBody(this.#header, chunk, offset);
    }
  }

  #takeHeader(chunk: Buffer, offset: number): number {
    if (this.#headerFilled === 0 && chunk.length - offset >= headerBytes) {
      this.#startFrame(readFrameHeader(chunk, offset));
      return offset + headerBytes;
    }
    const taken = chunk.copy(this.#partialHeader, this.#headerFilled, offset);
    this.#headerFilled += taken;
    if (this.#headerFilled === headerBytes) {
      this.#headerFilled = 0;
      this.#startFrame(readFrameHeader(this.#partialHeader, 0));
    }
    return offset + taken;
  }

  #startFrame(header: FrameHeader): void {
    this.#wanted = this.#sink.header(header);
    this.#header = header;
    this.#bodyMissing = header.bodyBytes;
  }

  #takeBody(header: FrameHeader, chunk: Buffer, offset: number): number {
    const taken = Math.min(this.#bodyMissing, chunk.length - offset);
    const piece = chunk.subarray(offset, offset + taken);
    const whole = taken === header.bodyBytes;
    if (this.#wanted && !whole) {
      this.#body ??= Buffer.allocUnsafeSlow(header.bodyBytes);
      piece.copy(this.#body, header.bodyBytes - this.#bodyMissing);
    }
    this.#bodyMissing -= taken;
    if (this.#bodyMissing === 0) this.#endFrame(header, whole ? piece : this.#body);
    return offset + taken;
  }

  #endFrame(header: FrameHeader, body: Buffer | undefined): void {
    this.#header = undefined;
    this.#body = undefined;
    if (this.#wanted && body !== undefined) this.#sink.frame(header, body);
  }
}
