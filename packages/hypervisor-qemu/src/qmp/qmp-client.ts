// SPDX-License-Identifier: Apache-2.0

import type { Duplex } from 'node:stream';
import { type Deferred, type WaitOptions, deferred, orAborted, withDeadline } from '@virtcontainers/core';

import { HypervisorError } from '../hypervisor-error.js';
import { LineSplitter } from './line-splitter.js';
import { type QmpArguments, type QmpCommand, type QmpReturn, qmpCommands } from './qmp-commands.js';
import { qmpError } from './qmp-error.js';
import { type QmpEvent, typedQmpEvent } from './qmp-events.js';
import { type QmpGreeting, type QmpMessage, parseQmpMessage } from './qmp-message.js';

/** Options of {@link QmpClient.connect}. */
export interface QmpClientOptions extends WaitOptions {
  /** Longest line taken from QEMU. Default: 1 MiB. */
  readonly maxLineBytes?: number;
  /** Gets every event in use, from the first one on. It must not throw. */
  readonly onEvent?: (event: QmpEvent) => void;
}

/** How long a command may take when its caller does not say. QEMU answers within milliseconds, a busy host within seconds. */
export const defaultQmpTimeoutMs = 30_000;

const defaultMaxLineBytes = 1024 * 1024;

interface PendingCommand extends Deferred<unknown> {
  readonly command: QmpCommand;
}

/**
 * Speaks QEMU's machine protocol over a byte stream. Commands may overlap and
 * their answers come in any order. It owns the stream.
 */
export class QmpClient implements AsyncDisposable {
  /** Settles when the connection is over. Never rejects. */
  readonly closed: Promise<void>;
  readonly #stream: Duplex;
  readonly #lines: LineSplitter;
  readonly #onEvent: ((event: QmpEvent) => void) | undefined;
  readonly #greeting = deferred<QmpGreeting>();
  readonly #pending = new Map<number, PendingCommand>();
  #lastId = 0;
  #failure: HypervisorError | undefined;

  private constructor(stream: Duplex, options: QmpClientOptions) {
    this.#stream = stream;
    this.#lines = new LineSplitter(options.maxLineBytes ?? defaultMaxLineBytes);
    this.#onEvent = options.onEvent;
    // The greeting may fail before anyone waits for it; the failure is also kept in #failure.
    this.#greeting.promise.catch(() => undefined);
    const closed = deferred();
    this.closed = closed.promise;
    const onClose = (): void => {
      this.#fail(new HypervisorError('UNAVAILABLE', "the connection to qemu's monitor is closed"));
      closed.resolve();
    };
    if (stream.closed) onClose();
    stream.once('close', onClose);
    stream.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    stream.once('end', () => stream.destroy());
    stream.once('error', (cause) => {
      this.#fail(new HypervisorError('UNAVAILABLE', "the connection to qemu's monitor broke", { cause }));
    });
  }

  /**
   * Waits for QEMU's greeting and negotiates capabilities. On failure the
   * stream is destroyed. UNAVAILABLE: the stream ended; PROTOCOL: the peer is
   * no QEMU monitor; TIMEOUT, CANCELLED.
   */
  static async connect(stream: Duplex, options: QmpClientOptions = {}): Promise<QmpClient> {
    const client = new QmpClient(stream, options);
    const deadline = { what: "qemu's monitor to answer", defaultTimeoutMs: defaultQmpTimeoutMs };
    try {
      await withDeadline(deadline, options, async (signal) => {
        await orAborted(client.#greeting.promise, signal);
        await client.execute('qmp_capabilities', {}, { signal });
      });
    } catch (error) {
      await client.close();
      throw error;
    }
    return client;
  }

  /**
   * Runs a command. A refusal by QEMU keeps its class in `details.qmpClass`.
   * UNAVAILABLE: the connection is lost; PROTOCOL: the answer has another
   * shape. After TIMEOUT or CANCELLED the command may still have been run; its
   * late answer is dropped.
   */
  async execute<C extends QmpCommand>(
    command: C,
    args: QmpArguments<C>,
    options: WaitOptions = {},
  ): Promise<QmpReturn<C>> {
    const deadline = { what: `qemu to answer ${command}`, defaultTimeoutMs: defaultQmpTimeoutMs };
    const value = await withDeadline(deadline, options, (signal) => this.#exchange(command, args, signal));
    const result = qmpCommands[command].returns.safeParse(value);
    if (result.success) return result.data as QmpReturn<C>;
    throw new HypervisorError('PROTOCOL', `qemu's answer to ${command} has an unknown shape`, { cause: result.error });
  }

  /** Ends the connection; QEMU goes on. Pending commands fail with UNAVAILABLE. Repeatable. */
  async close(): Promise<void> {
    this.#stream.destroy();
    await this.closed;
  }

  /** As `close`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #exchange(command: QmpCommand, args: object, signal: AbortSignal): Promise<unknown> {
    if (this.#failure !== undefined) throw this.#failure;
    const id = ++this.#lastId;
    const pending: PendingCommand = { command, ...deferred<unknown>() };
    this.#pending.set(id, pending);
    try {
      this.#stream.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
      return await orAborted(pending.promise, signal);
    } finally {
      this.#pending.delete(id);
    }
  }

  #receive(chunk: Buffer): void {
    if (this.#failure !== undefined) return;
    try {
      for (const line of this.#lines.push(chunk)) {
        if (line !== '') this.#handle(parseQmpMessage(line));
      }
    } catch (error) {
      // After one bad message nothing that follows can be trusted.
      this.#fail(asProtocolError(error));
      this.#stream.destroy();
    }
  }

  #handle(message: QmpMessage): void {
    switch (message.kind) {
      case 'greeting':
        this.#greeting.resolve(message.greeting);
        return;
      case 'event':
        this.#emit(message.name, message.data);
        return;
      case 'return':
        this.#pending.get(message.id)?.resolve(message.value);
        return;
      case 'error':
        this.#refuse(message.id, message.qmpClass, message.description);
        return;
    }
  }

  #emit(name: string, data: unknown): void {
    const event = typedQmpEvent(name, data);
    if (event !== undefined) this.#onEvent?.(event);
  }

  #refuse(id: number | undefined, qmpClass: string, description: string): void {
    if (id === undefined) throw new HypervisorError('PROTOCOL', `qemu could not read a command: ${description}`);
    const pending = this.#pending.get(id);
    pending?.reject(qmpError(pending.command, qmpClass, description));
  }

  #fail(error: HypervisorError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#greeting.reject(error);
    for (const pending of this.#pending.values()) pending.reject(error);
  }
}

function asProtocolError(error: unknown): HypervisorError {
  if (error instanceof HypervisorError) return error;
  return new HypervisorError('PROTOCOL', "qemu's monitor could not be read", { cause: error });
}
