// SPDX-License-Identifier: Apache-2.0

import {
  maxSignalNumber,
  signalNumbers,
  VirtcontainersError,
  type Agent,
  type Cmd,
  type ContainerStats,
  type GuestContainer,
  type GuestDetails,
  type GuestSandbox,
  type ProcessExit,
  type ProcessRef,
  type Transport,
  type WaitOptions,
} from '@virtcontainers/core';
import type { Interceptor } from '@connectrpc/connect';
import { randomBytes } from 'node:crypto';
import { AgentError } from '../agent-error.js';
import { HealthCheckResponse_ServingStatus } from '../gen/health_pb.js';
import { ociSpec } from '../oci/container-spec.js';
import { execProcess } from '../oci/process.js';
import { stockAgentSpec } from '../oci/stock-agent-spec.js';
import { wireProcess, wireSpec } from '../oci/wire-spec.js';
import { TtrpcConnection } from '../ttrpc/connection.js';
import { ttrpcStatus } from '../ttrpc/status.js';
import { containerStats } from './container-stats.js';
import { callOptions, callTimeoutMs, checkTimeoutMs, guestClients, guestFeature } from './guest-clients.js';
import { guestDetails } from './guest-details.js';
import { GuestStreams } from './guest-streams.js';
import { exitOfCause, exitOfStatus } from './process-exit.js';
import { sandboxRequest } from './sandbox-request.js';
import { SharedWaits } from './shared-waits.js';
import { stringUser } from './string-user.js';
import { namesOnly, optionalMethod, translated } from './translate.js';

/** Bytes of host entropy given to the guest. */
const entropyBytes = 512;

/** Options of {@link KataAgent.connect}. */
export interface KataAgentOptions extends WaitOptions {
  /** Run around every call to the guest. Default: none. */
  readonly interceptors?: readonly Interceptor[];
}

/**
 * An agent that speaks Kata's agent protocol: a stock Kata agent or the embedded
 * guest's, which tells exits truly and looks users up by name. Errors of calls are
 * AgentErrors, which keep the ttRPC status. A call that is cut short ends here
 * only: ttRPC cannot tell the guest, which may go on with it.
 */
export class KataAgent implements Agent {
  readonly streams: GuestStreams;
  readonly closed: Promise<Error | undefined>;
  readonly #connection: TtrpcConnection;
  readonly #clients: ReturnType<typeof guestClients>;
  readonly #waits = new SharedWaits((process) => this.#askExit(process));
  #details: GuestDetails | undefined;
  #hostname: string | undefined;
  #ending = false;

  /**
   * Speaks over a connection that exists already, and owns it.
   *
   * @param connection - to the agent; nobody else uses it
   */
  constructor(connection: TtrpcConnection, options: Pick<KataAgentOptions, 'interceptors'> = {}) {
    this.#connection = connection;
    this.#clients = guestClients(connection, options.interceptors);
    this.streams = new GuestStreams(this.#clients);
    this.closed = connection.closed;
  }

  /**
   * Dials an agent, which need not answer yet: {@link check} waits for it.
   *
   * @throws VirtcontainersError as the transport's `dial`
   */
  static async connect(transport: Transport, options: KataAgentOptions = {}): Promise<KataAgent> {
    return new KataAgent(new TtrpcConnection(await transport.dial(options)), options);
  }

  async check(options?: WaitOptions): Promise<void> {
    const { status } = await translated(this.#clients.health.check({}, callOptions(options, checkTimeoutMs)));
    if (status !== HealthCheckResponse_ServingStatus.NOT_SERVING) return;
    throw new AgentError('UNAVAILABLE', 'the agent answers, but does not serve');
  }

  async details(options?: WaitOptions): Promise<GuestDetails> {
    const request = { memBlockSize: true, memHotplugProbe: true };
    const answer = this.#clients.agent.getGuestDetails(request, callOptions(options, callTimeoutMs));
    this.#details = guestDetails(await translated(answer, optionalMethod));
    return this.#details;
  }

  async createSandbox(sandbox: GuestSandbox, options?: WaitOptions): Promise<void> {
    await translated(this.#clients.agent.createSandbox(sandboxRequest(sandbox), callOptions(options, callTimeoutMs)));
    this.#hostname = sandbox.hostname;
  }

  async destroySandbox(options?: WaitOptions): Promise<void> {
    this.#ending = true;
    try {
      await translated(this.#clients.agent.destroySandbox({}, callOptions(options, callTimeoutMs)));
    } catch (error) {
      // The agent ends with the sandbox, and with it the connection: its last answer may be lost on the way.
      if (!(error instanceof AgentError && error.code === 'UNAVAILABLE' && error.status === undefined)) throw error;
    }
  }

  async createContainer(container: GuestContainer, options?: WaitOptions): Promise<void> {
    const { id, config } = container;
    const ours = await this.#isOurs(options);
    const user = stringUser(config.cmd, ours);
    const spec = ociSpec(container, this.#hostname === undefined ? {} : { hostname: this.#hostname });
    const request = {
      containerId: id,
      execId: id,
      OCI: wireSpec(ours ? spec : stockAgentSpec(spec)),
      ...(user && { stringUser: user }),
    };
    await translated(this.#clients.agent.createContainer(request, callOptions(options, callTimeoutMs)));
    if (config.cmd.interactive) this.streams.noteTerminal({ containerId: id, token: id });
  }

  async startContainer(containerId: string, options?: WaitOptions): Promise<void> {
    await translated(this.#clients.agent.startContainer({ containerId }, callOptions(options, callTimeoutMs)));
  }

  async removeContainer(containerId: string, options?: WaitOptions): Promise<void> {
    await translated(this.#clients.agent.removeContainer({ containerId }, callOptions(options, callTimeoutMs)));
    this.#waits.forget(containerId);
    this.streams.forgetContainer(containerId);
  }

  async pauseContainer(containerId: string, options?: WaitOptions): Promise<void> {
    const call = this.#clients.agent.pauseContainer({ containerId }, callOptions(options, callTimeoutMs));
    await translated(call, namesOnly);
  }

  async resumeContainer(containerId: string, options?: WaitOptions): Promise<void> {
    const call = this.#clients.agent.resumeContainer({ containerId }, callOptions(options, callTimeoutMs));
    await translated(call, namesOnly);
  }

  async statsContainer(containerId: string, options?: WaitOptions): Promise<ContainerStats> {
    const call = this.#clients.agent.statsContainer({ containerId }, callOptions(options, callTimeoutMs));
    return containerStats(await translated(call, namesOnly));
  }

  async execProcess(process: ProcessRef, cmd: Cmd, options?: WaitOptions): Promise<void> {
    const user = stringUser(cmd, await this.#isOurs(options));
    const request = {
      containerId: process.containerId,
      execId: process.token,
      process: wireProcess(execProcess(cmd)),
      ...(user && { stringUser: user }),
    };
    await translated(this.#clients.agent.execProcess(request, callOptions(options, callTimeoutMs)));
    if (cmd.interactive) this.streams.noteTerminal(process);
  }

  /** See {@link Agent.waitProcess}. A wait that is cut short loses nothing: the next one gets the exit. */
  waitProcess(process: ProcessRef, options?: WaitOptions): Promise<ProcessExit> {
    return this.#waits.wait(process, options);
  }

  /** See {@link Agent.signalProcess}. UNSUPPORTED: a signal other than SIGKILL for all processes of a container. */
  async signalProcess(
    target: ProcessRef | { readonly containerId: string; readonly all: true },
    signal: number,
    options?: WaitOptions,
  ): Promise<void> {
    checkSignal(signal, 'all' in target);
    const request = { containerId: target.containerId, execId: 'all' in target ? '' : target.token, signal };
    try {
      await translated(this.#clients.agent.signalProcess(request, callOptions(options, callTimeoutMs)), namesOnly);
    } catch (error) {
      // The container is known and the process is not: it has ended.
      if (!(error instanceof AgentError && error.status === ttrpcStatus.notFound)) throw error;
    }
  }

  async setClock(options?: WaitOptions): Promise<void> {
    const nowMs = Date.now();
    const time = { Sec: BigInt(Math.floor(nowMs / 1000)), Usec: BigInt((nowMs % 1000) * 1000) };
    const call = this.#clients.agent.setGuestDateTime(time, callOptions(options, callTimeoutMs));
    await translated(call, optionalMethod);
  }

  async reseedRandom(options?: WaitOptions): Promise<void> {
    const data = randomBytes(entropyBytes);
    await translated(
      this.#clients.agent.reseedRandomDev({ data }, callOptions(options, callTimeoutMs)),
      optionalMethod,
    );
  }

  async *oomEvents(options?: Pick<WaitOptions, 'signal'>): AsyncGenerator<string, void, undefined> {
    for (;;) {
      const containerId = await this.#nextOomEvent(options);
      if (containerId === undefined) return;
      yield containerId;
    }
  }

  /** Closes the stream to the agent. Repeatable. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending = true;
    await this.#connection.close();
  }

  /** Undefined when the sandbox has ended. */
  async #nextOomEvent(options?: Pick<WaitOptions, 'signal'>): Promise<string | undefined> {
    try {
      const call = this.#clients.agent.getOOMEvent({}, callOptions(options, undefined));
      return (await translated(call, optionalMethod)).containerId;
    } catch (error) {
      if (this.#ending && options?.signal?.aborted !== true) return undefined;
      throw error;
    }
  }

  async #askExit(process: ProcessRef): Promise<ProcessExit> {
    const request = { containerId: process.containerId, execId: process.token };
    const exit = (await this.#isOurs())
      ? exitOfCause(await translated(this.#clients.guest.waitProcess(request), namesOnly))
      : exitOfStatus((await translated(this.#clients.agent.waitProcess(request), namesOnly)).status);
    this.streams.forgetProcess(process);
    return exit;
  }

  /** Whether the agent has what only the embedded guest's agent has. Asked once. */
  async #isOurs(options?: WaitOptions): Promise<boolean> {
    const { features } = this.#details ?? (await this.details(options));
    return features.includes(guestFeature);
  }
}

function checkSignal(signal: number, all: boolean): void {
  if (!Number.isInteger(signal) || signal < 1 || signal > maxSignalNumber) {
    throw new VirtcontainersError('INVALID_ARGUMENT', `there is no signal ${signal}`, { details: { path: 'signal' } });
  }
  if (!all || signal === signalNumbers.SIGKILL) return;
  throw new VirtcontainersError('UNSUPPORTED', 'the agent sends only SIGKILL to all processes of a container', {
    details: { path: 'signal', remedy: 'signal the processes one by one' },
  });
}
