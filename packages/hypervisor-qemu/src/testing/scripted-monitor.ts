// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The greeting of a QEMU 7.2. */
export const greeting = {
  QMP: { version: { qemu: { major: 7, minor: 2, micro: 22 }, package: 'Debian' }, capabilities: ['oob'] },
};

/** The far end of a monitor connection on a real unix socket, played by a test. */
export class ScriptedMonitor implements AsyncDisposable {
  /** The near end, for the client under test. */
  readonly client: Socket;
  readonly #peer: Socket;
  readonly #server: Server;
  readonly #directory: string;
  readonly #lines: AsyncIterator<string>;

  private constructor(client: Socket, peer: Socket, server: Server, directory: string) {
    this.client = client;
    this.#peer = peer;
    this.#server = server;
    this.#directory = directory;
    this.#lines = linesOf(peer);
    peer.on('error', () => undefined);
  }

  static async listen(): Promise<ScriptedMonitor> {
    const directory = await mkdtemp(join(tmpdir(), 'qmp-'));
    const path = join(directory, 'qmp.sock');
    const server = createServer().listen(path);
    await once(server, 'listening');
    const client = connect(path);
    const [peer] = (await once(server, 'connection')) as [Socket];
    peer.setNoDelay(true);
    return new ScriptedMonitor(client, peer, server, directory);
  }

  /** Sends a message as one line. */
  send(message: unknown): void {
    this.#peer.write(`${JSON.stringify(message)}\r\n`);
  }

  /** Sends bytes as they are. */
  sendRaw(bytes: string | Uint8Array): void {
    this.#peer.write(bytes);
  }

  /** Sends a message in pieces of one byte, each in a write of its own. */
  async sendBytewise(message: unknown): Promise<void> {
    for (const byte of Buffer.from(`${JSON.stringify(message)}\r\n`)) {
      await new Promise((resolve) => this.#peer.write(Uint8Array.of(byte), resolve));
    }
  }

  /** The next command that the client sent. */
  async command(): Promise<{ readonly execute: string; readonly id: number; readonly arguments: unknown }> {
    const next = await this.#lines.next();
    if (next.done === true) throw new Error('the client has closed the connection');
    return JSON.parse(next.value) as { execute: string; id: number; arguments: unknown };
  }

  /** Greets, and answers the negotiation. */
  async negotiate(): Promise<void> {
    this.send(greeting);
    const { id } = await this.command();
    this.send({ return: {}, id });
  }

  /** Closes the far end. */
  hangUp(): void {
    this.#peer.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.destroy();
    this.#peer.destroy();
    this.#server.close();
    await once(this.#server, 'close');
    await rm(this.#directory, { recursive: true });
  }
}

async function* linesOf(socket: Socket): AsyncGenerator<string> {
  let held = '';
  for await (const chunk of socket) {
    const lines = (held + String(chunk)).split('\n');
    held = lines.pop() ?? '';
    yield* lines;
  }
}
