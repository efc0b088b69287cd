// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import { constants } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { ByteSocket } from './byte-socket.js';
import { VsockStream } from './vsock-stream.js';

const { EAGAIN, ECONNRESET, EPIPE } = constants.errno;

/** A socket whose calls do what a test says: bytes or a result for each read, room or an errno for each write. */
class ScriptedSocket implements ByteSocket {
  readonly reads: (Buffer | number)[] = [];
  readonly room: number[] = [];
  readonly written: Buffer[] = [];
  calls: string[] = [];
  onReadable: (() => void) | undefined;
  onWritable: (() => void) | undefined;

  read(into: Uint8Array): number {
    const next = this.reads.shift() ?? -EAGAIN;
    if (typeof next === 'number') return next;
    into.set(next);
    return next.length;
  }

  write(bytes: Uint8Array): number {
    const room = this.room.shift() ?? -EAGAIN;
    if (room < 0) return room;
    const taken = Buffer.from(bytes.subarray(0, room));
    this.written.push(taken);
    return taken.length;
  }

  shutdown(): void {
    this.calls.push('shutdown');
  }

  whenReadable(callback: () => void): void {
    this.onReadable = callback;
  }

  whenWritable(callback: () => void): void {
    this.onWritable = callback;
  }

  close(): void {
    this.calls.push('close');
  }
}

function scripted(script: Partial<Pick<ScriptedSocket, 'reads' | 'room'>> = {}): {
  socket: ScriptedSocket;
  stream: VsockStream;
} {
  const socket = Object.assign(new ScriptedSocket(), script);
  return { socket, stream: new VsockStream(socket) };
}

describe('reading', () => {
  it('tries first, and waits only when there is nothing', async () => {
    const { socket, stream } = scripted({ reads: [Buffer.from('one'), -EAGAIN, Buffer.from('two'), 0] });
    const all = buffer(stream);
    await new Promise(setImmediate);
    socket.onReadable?.();
    expect((await all).toString()).toBe('onetwo');
  });

  it('keeps what it has read apart from what it reads next', async () => {
    const { stream } = scripted({ reads: [Buffer.from('aaaa'), Buffer.from('bbbb'), 0] });
    expect((await buffer(stream)).toString()).toBe('aaaabbbb');
  });

  it('stops while nobody takes the bytes', async () => {
    const reads = Array.from({ length: 100 }, () => Buffer.alloc(65_536));
    const { socket, stream } = scripted({ reads });
    stream.read(0);
    await new Promise(setImmediate);
    expect(socket.reads.length).toBeGreaterThan(95);
    stream.destroy();
  });

  it('fails with the reason', async () => {
    const { socket, stream } = scripted({ reads: [-ECONNRESET] });
    stream.resume();
    const [error] = (await once(stream, 'error')) as [unknown];
    expect(error).toMatchObject({ code: 'UNAVAILABLE', errno: 'ECONNRESET', syscall: 'recv' });
    expect(socket.calls).toEqual(['close']);
  });
});

describe('writing', () => {
  it('writes the rest of a chunk when there is room again', () => {
    const { socket, stream } = scripted({ room: [2, -EAGAIN, 100] });
    let done = false;
    stream.write('hello', () => {
      done = true;
    });
    expect(Buffer.concat(socket.written).toString()).toBe('he');
    expect(done).toBe(false);
    socket.onWritable?.();
    expect(Buffer.concat(socket.written).toString()).toBe('hello');
  });

  it('pushes back', () => {
    const { socket, stream } = scripted({ room: [] });
    expect(stream.write(Buffer.alloc(stream.writableHighWaterMark))).toBe(false);
    expect(socket.written).toEqual([]);
    stream.destroy();
  });

  it('fails with the reason', async () => {
    const { stream } = scripted({ room: [-EPIPE] });
    stream.write('x');
    const [error] = (await once(stream, 'error')) as [unknown];
    expect(error).toMatchObject({ code: 'UNAVAILABLE', errno: 'EPIPE', syscall: 'send' });
  });
});

describe('ending', () => {
  it('ends one half and goes on reading the other', async () => {
    const { socket, stream } = scripted({ reads: [-EAGAIN, Buffer.from('late'), 0], room: [100] });
    const all = buffer(stream);
    const closed = once(stream, 'close');
    stream.end('x');
    await once(stream, 'finish');
    await new Promise(setImmediate); // by then the reader has found nothing, and waits
    expect(socket.calls).toEqual(['shutdown']);
    socket.onReadable?.();
    expect((await all).toString()).toBe('late');
    await closed;
    expect(socket.calls).toEqual(['shutdown', 'close']);
  });

  it('can go on writing when the peer has ended', async () => {
    const { socket, stream } = scripted({ reads: [0], room: [100] });
    stream.resume();
    await once(stream, 'end');
    stream.end('after');
    await once(stream, 'close');
    expect(Buffer.concat(socket.written).toString()).toBe('after');
  });
});
