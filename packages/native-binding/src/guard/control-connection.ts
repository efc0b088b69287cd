// SPDX-License-Identifier: Apache-2.0

import type { Duplex } from 'node:stream';
import { deferred, type Deferred, type HypervisorExit } from '@virtcontainers/core';
import { NativeError } from '../native-error.js';
import { parseGuardEvent, type GuardEvent, type GuardFailure } from './guard-event.js';
import { encodeMessage, maxMessageBytes, MessageReader } from './message.js';

/** A request as its fields, the id left out. */
export type GuardRequest =
  | readonly ['bind', source: string, name: string, ...flags: ('read-only' | 'recursive')[]]
  | readonly ['unbind', name: string]
  | readonly ['kill'];

/** The owner's end of the guard's control socket: requests with their replies, and events. */
export class ControlConnection {
  /** Settles with the program's process id, or rejects when the guard could not start it or is gone. */
  readonly started: Promise<number>;
  /** Settles when the guard has closed the socket: with the program's exit, if it was reported. */
  readonly closed: Promise<HypervisorExit | undefined>;

  readonly #socket: Duplex;
  readonly #reader = new MessageReader();
  readonly #pending = new Map<number, { readonly what: string; readonly reply: Deferred<undefined> }>();
  readonly #started = deferred<number>();
  readonly #program: string;
  #exit: HypervisorExit | undefined;
  #lastId = 0;

  constructor(socket: Duplex, program: string) {
    this.#socket = socket;
    this.#program = program;
    this.started = this.#started.promise;
    this.started.catch(() => undefined); // whoever asks gets it; nobody has to
    const closed = deferred<HypervisorExit | undefined>();
    this.closed = closed.promise;
    socket.on('data', (bytes: Buffer) => {
      this.#receive(bytes);
    });
    socket.on('error', (error) => {
      this.#fail(new NativeError('UNAVAILABLE', 'the guard is gone', { cause: error }));
    });
    socket.on('close', () => {
      this.#fail(new NativeError('UNAVAILABLE', 'the guard is gone'));
      closed.resolve(this.#exit);
    });
  }

  /** Sends a request and waits for its reply. Rejects with the failure that the guard reports, or when it is gone. */
  async request(...[verb, ...fields]: GuardRequest): Promise<void> {
    const id = ++this.#lastId;
    const message = encodeMessage([verb, String(id), ...fields]);
    if (message.length > maxMessageBytes) {
      throw new NativeError('INVALID_ARGUMENT', `${verb}: the paths are longer than the guard takes`);
    }
    if (!this.#socket.writable) throw new NativeError('UNAVAILABLE', `${verb}: the guard is gone`);
    const reply = deferred<undefined>();
    this.#pending.set(id, { what: [verb, ...fields.slice(0, 2)].join(' '), reply });
    this.#socket.write(message);
    await reply.promise;
  }

  /** Closes this end, which makes the guard kill the program and end. Repeatable. */
  close(): void {
    this.#socket.end();
  }

  #receive(bytes: Buffer): void {
    try {
      for (const message of this.#reader.push(bytes)) this.#handle(parseGuardEvent(message));
    } catch (error) {
      this.#fail(error instanceof NativeError ? error : garbled(error));
      this.#socket.destroy();
    }
  }

  #handle(event: GuardEvent): void {
    switch (event.type) {
      case 'started':
        this.#started.resolve(event.pid);
        break;
      case 'failed':
        this.#started.reject(startFailure(event, this.#program));
        break;
      case 'exit':
        this.#exit = event.exit;
        break;
      case 'residue':
        break; // the launcher looks for itself whether anything is left
      case 'ok':
        this.#take(event.id).reply.resolve(undefined);
        break;
      case 'error':
        this.#reject(event.id, event);
        break;
    }
  }

  #reject(id: number, failure: GuardFailure): void {
    // Id 0 is about the whole stream, which the guard gives up.
    if (id === 0) throw NativeError.ofErrno(failure.errno, failure.syscall, 'the guard refused a message');
    const { what, reply } = this.#take(id);
    reply.reject(NativeError.ofErrno(failure.errno, failure.syscall, what));
  }

  #take(id: number): { readonly what: string; readonly reply: Deferred<undefined> } {
    const pending = this.#pending.get(id);
    if (pending === undefined)
      throw new NativeError('PROTOCOL', `the guard answered request ${id}, which is not pending`);
    this.#pending.delete(id);
    return pending;
  }

  #fail(error: NativeError): void {
    this.#started.reject(error);
    for (const { reply } of this.#pending.values()) reply.reject(error);
    this.#pending.clear();
  }
}

function garbled(cause: unknown): NativeError {
  return new NativeError('PROTOCOL', 'the guard sent what is no message', { cause });
}

function startFailure({ errno, syscall }: GuardFailure, program: string): NativeError {
  if (syscall === 'execve') {
    return NativeError.ofErrno(errno, syscall, `cannot execute ${program}`, { details: { program } });
  }
  const remedy = remedyFor(errno, syscall);
  return NativeError.ofErrno(errno, syscall, `the guard cannot prepare for ${program}`, {
    details: { program, remedy },
  });
}

function remedyFor(errno: string, syscall: string): string {
  if (errno === 'EPERM') return 'run as root: mount and process id namespaces need CAP_SYS_ADMIN';
  if (errno === 'EINVAL' && syscall === 'mount') {
    return 'run where the root directory is a mount point: bind it to itself before a chroot';
  }
  return 'see the failed system call';
}
