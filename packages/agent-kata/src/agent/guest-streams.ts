// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError, type ProcessRef, type ProcessStreams, type WaitOptions } from '@virtcontainers/core';
import { AgentError } from '../agent-error.js';
import { maxBodyBytes } from '../ttrpc/frame.js';
import { ttrpcStatus } from '../ttrpc/status.js';
import { callOptions, callTimeoutMs, type GuestClients } from './guest-clients.js';
import { OpenReads } from './open-reads.js';
import { containerKey, forgetKeys, processKey } from './process-key.js';
import { namesOnly, translated, type StatusMeanings } from './translate.js';

/** The most bytes that one read asks for or one write carries: what a frame holds, with room for the envelope. */
export const maxTransferBytes = maxBodyBytes - 4096;

const empty = new Uint8Array(0);
const resizeMeanings: StatusMeanings = { ...namesOnly, [ttrpcStatus.unavailable]: 'INVALID_STATE' };

/** Input and output of guest processes over Kata's protocol. */
export class GuestStreams implements ProcessStreams {
  readonly #clients: GuestClients;
  readonly #reads = new OpenReads();
  readonly #terminals = new Set<string>();

  constructor(clients: GuestClients) {
    this.#clients = clients;
  }

  /** Says that a process has a terminal, which makes its streams different. */
  noteTerminal(process: ProcessRef): void {
    this.#terminals.add(processKey(process));
  }

  /** Forgets a process that the guest has forgotten. */
  forgetProcess(process: ProcessRef): void {
    this.#terminals.delete(processKey(process));
    this.#reads.forget(processKey(process));
  }

  /** Forgets all processes of a container. */
  forgetContainer(containerId: string): void {
    forgetKeys(this.#terminals, containerKey(containerId));
    this.#reads.forget(containerKey(containerId));
  }

  async read(
    process: ProcessRef,
    stream: 'stdout' | 'stderr',
    maxBytes: number,
    options?: WaitOptions,
  ): Promise<Uint8Array> {
    checkCount(maxBytes);
    const terminal = this.#terminals.has(processKey(process));
    // Both streams of a terminal are the same in the guest: reading the second would steal from the first.
    if (terminal && stream === 'stderr') return empty;
    const ask = (count: number): Promise<Uint8Array> => this.#ask(process, stream, count, terminal);
    return this.#reads.read(`${processKey(process)}${stream}`, maxBytes, ask, options);
  }

  async write(process: ProcessRef, data: Uint8Array, options?: WaitOptions): Promise<number> {
    // An empty write would close the stream in the guest.
    if (data.length === 0) return 0;
    const offered = data.subarray(0, maxTransferBytes);
    const request = { containerId: process.containerId, execId: process.token, data: offered };
    // No limit of time by itself: a process that does not read its input is no failure.
    const { len } = await translated(this.#clients.agent.writeStdin(request, callOptions(options, undefined)));
    if (len >= 1 && len <= offered.length) return len;
    throw new AgentError('PROTOCOL', `the agent took ${len} of ${offered.length} bytes`);
  }

  async closeStdin(process: ProcessRef, options?: WaitOptions): Promise<void> {
    const request = { containerId: process.containerId, execId: process.token };
    await translated(this.#clients.agent.closeStdin(request, callOptions(options, callTimeoutMs)), namesOnly);
  }

  async resize(process: ProcessRef, rows: number, columns: number, options?: WaitOptions): Promise<void> {
    const request = { containerId: process.containerId, execId: process.token, row: rows, column: columns };
    await translated(this.#clients.agent.ttyWinResize(request, callOptions(options, callTimeoutMs)), resizeMeanings);
  }

  async #ask(
    { containerId, token }: ProcessRef,
    stream: 'stdout' | 'stderr',
    maxBytes: number,
    terminal: boolean,
  ): Promise<Uint8Array> {
    const { agent } = this.#clients;
    const request = { containerId, execId: token, len: Math.min(maxBytes, maxTransferBytes) };
    try {
      const answer = stream === 'stdout' ? agent.readStdout(request) : agent.readStderr(request);
      return checkedOutput(await translated(answer, namesOnly), request.len);
    } catch (error) {
      if (terminal && isHangUp(error)) return empty;
      throw error;
    }
  }
}

/** Reading a terminal that its last process has closed fails with EIO in the guest; that is how its output ends. */
function isHangUp(error: unknown): boolean {
  return error instanceof AgentError && error.status === ttrpcStatus.internal;
}

function checkedOutput({ data }: { readonly data: Uint8Array }, maxBytes: number): Uint8Array {
  if (data.length <= maxBytes) return data;
  throw new AgentError('PROTOCOL', `the agent sent ${data.length} bytes of output where ${maxBytes} were asked for`);
}

function checkCount(maxBytes: number): void {
  if (Number.isInteger(maxBytes) && maxBytes >= 1) return;
  throw new VirtcontainersError('INVALID_ARGUMENT', 'maxBytes must be a whole number of at least 1', {
    details: { path: 'maxBytes' },
  });
}
