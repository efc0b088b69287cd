// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlConnection } from './control-connection.js';
import { encodeMessage, MessageReader } from './message.js';

let guard: Socket;
let control: ControlConnection;
let number = 0;

/** A guard that says what the test wants, on a real socket. */
beforeEach(async () => {
  const server = createServer({ allowHalfOpen: true });
  server.listen(join(tmpdir(), `control-${process.pid}-${++number}.sock`));
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const socket = createConnection(server.address() as string);
  [guard] = (await accepted) as [Socket];
  server.close();
  control = new ControlConnection(socket, 'qemu');
});

afterEach(() => {
  guard.destroy();
});

const say = (...fields: string[]): void => {
  guard.write(encodeMessage(fields));
};

describe('starting', () => {
  it('gives the process id', async () => {
    say('started', '42');
    expect(await control.started).toBe(42);
  });

  it.each([
    ['1', 'unshare', 'PERMISSION_DENIED', 'EPERM', 'CAP_SYS_ADMIN'],
    ['22', 'mount', 'INVALID_ARGUMENT', 'EINVAL', 'mount point'],
  ])('fails with what the guard says: %s of %s', async (number, syscall, code, errno, remedy) => {
    say('failed', number, syscall);
    await expect(control.started).rejects.toMatchObject({
      ...{ code, errno, syscall },
      details: { program: 'qemu', remedy: expect.stringContaining(remedy) as unknown },
    });
  });

  it('fails when the guard goes away without a word', async () => {
    guard.end();
    await expect(control.started).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await control.closed).toBeUndefined();
  });
});

describe('a request', () => {
  it('is answered by its id, in any order', async () => {
    const first = control.request('unbind', 'one');
    const second = control.request('unbind', 'two');
    say('error', '2', '2', 'umount2');
    await expect(second).rejects.toMatchObject({ code: 'NOT_FOUND', errno: 'ENOENT', syscall: 'umount2' });
    say('ok', '1');
    await first;
  });

  it('is sent as the document says', async () => {
    const reader = new MessageReader();
    const sent = once(guard, 'data');
    control.request('bind', '/source', 'name', 'read-only').catch(() => undefined);
    expect(reader.push(((await sent) as [Buffer])[0])).toEqual([['bind', '1', '/source', 'name', 'read-only']]);
  });

  it('fails when the guard goes away, and so do later ones', async () => {
    const pending = control.request('kill');
    guard.destroy();
    await expect(pending).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await control.closed;
    await expect(control.request('kill')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('a guard that does not keep to its protocol', () => {
  it.each([
    ['no message', Buffer.from('nonsense')],
    ['a message too long', Buffer.from('16385:')],
    ['an unknown verb', encodeMessage(['hello', '1'])],
    ['no number', encodeMessage(['started', 'x'])],
    ['an unknown kind of exit', encodeMessage(['exit', 'crash', '1'])],
    ['an answer to nothing', encodeMessage(['ok', '9'])],
    ['a refusal of the stream', encodeMessage(['error', '0', '71', 'control'])],
  ])('is given up: %s', async (_, bytes) => {
    const pending = control.request('kill');
    guard.write(bytes);
    await expect(pending).rejects.toMatchObject({ code: 'PROTOCOL' });
    expect(await control.closed).toBeUndefined();
  });
});

describe('the end', () => {
  it('comes with the exit, if there was one', async () => {
    say('exit', 'signal', '11');
    guard.end();
    expect(await control.closed).toEqual({ signal: 'SIGSEGV' });
  });

  it('is asked for by closing', async () => {
    const ended = once(guard.resume(), 'end');
    control.close();
    control.close();
    await ended;
    say('exit', 'code', '0');
    guard.end();
    expect(await control.closed).toEqual({ code: 0 });
  });
});
