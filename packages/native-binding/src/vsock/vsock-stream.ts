// SPDX-License-Identifier: Apache-2.0

import { constants } from 'node:os';
import { Duplex } from 'node:stream';
import { nameOfErrno } from '../errno-code.js';
import { NativeError } from '../native-error.js';
import type { ByteSocket } from './byte-socket.js';

/** Bytes taken from the kernel at once: what virtio-vsock carries in a packet at most. */
const readSizeBytes = 65_536;

const again = -constants.errno.EAGAIN;

/**
 * A connected socket as a stream with back-pressure in both directions. Each
 * half ends by itself: `end()` leaves the reading half open. It owns the socket.
 */
export class VsockStream extends Duplex {
  readonly #socket: ByteSocket;
  readonly #buffer = Buffer.allocUnsafeSlow(readSizeBytes);

  constructor(socket: ByteSocket) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
  }

  override _read(): void {
    const result = this.#socket.read(this.#buffer);
    if (result > 0) {
      // A copy: the buffer is used again, and a small read must not keep all of it.
      this.push(Buffer.from(this.#buffer.subarray(0, result)));
    } else if (result === 0) {
      this.push(null);
    } else if (result === again) {
      this.#socket.whenReadable(() => {
        this._read();
      });
    } else {
      this.destroy(failure('recv', result));
    }
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    let rest = chunk;
    while (rest.length > 0) {
      const result = this.#socket.write(rest);
      if (result === again) {
        this.#writeLater(rest, done);
        return;
      }
      if (result < 0) {
        done(failure('send', result));
        return;
      }
      rest = rest.subarray(result);
    }
    done();
  }

  override _final(done: (error?: Error) => void): void {
    try {
      this.#socket.shutdown();
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.close();
    done(error);
  }

  #writeLater(rest: Buffer, done: (error?: Error) => void): void {
    this.#socket.whenWritable(() => {
      this._write(rest, 'utf8', done);
    });
  }
}

function failure(syscall: string, result: number): NativeError {
  return NativeError.ofErrno(nameOfErrno(-result), syscall, 'vsock connection');
}
