// SPDX-License-Identifier: Apache-2.0

import type { Cmd } from './config/cmd.js';
import type { ContainerConfig } from './config/container-config.js';
import type { FileShare } from './hypervisor.js';
import type { ProcessExit } from './process-exit.js';
import type { WaitOptions } from './wait-options.js';

/** Names one process of a sandbox: its container and its token. The init process's token is the container's id. */
export interface ProcessRef {
  readonly containerId: string;
  readonly token: string;
}

/** Setting a sandbox up in the guest. */
export interface GuestSandbox {
  readonly sandboxId: string;
  readonly hostname: string;
  /** Lines of the guest's resolv.conf. */
  readonly dns: readonly string[];
  /** The share that containers' files come through, if the machine has one. */
  readonly share?: Pick<FileShare, 'tag' | 'driver' | 'mountOptions'>;
}

/** A container as the guest is to make it. */
export interface GuestContainer {
  readonly id: string;
  readonly sandboxId: string;
  readonly config: ContainerConfig;
  /** Name of the root file system in the share. */
  readonly rootfsName: string;
  /** For each of `config.mounts` that comes from the host: its name in the share, by index. */
  readonly mountNames: ReadonlyMap<number, string>;
}

/** What the guest says of itself. */
export interface GuestDetails {
  readonly agentVersion: string;
  /** Names of what this agent has beside the Kata protocol. */
  readonly features: readonly string[];
}

/** What a container uses at the moment. */
export interface ContainerStats {
  /** CPU time since its start, in nanoseconds. */
  readonly cpuUsageNs: bigint;
  /** Memory in use, in bytes. */
  readonly memoryUsageBytes: bigint;
  /** Memory limit in bytes; absent when there is none. */
  readonly memoryLimitBytes?: bigint;
  /** Number of processes and threads. */
  readonly pids: bigint;
}

/** Input and output of guest processes. */
export interface ProcessStreams {
  /** Reads up to `maxBytes`; resolves with an empty array at the end of the stream. Waits as long as it takes. */
  read(process: ProcessRef, stream: 'stdout' | 'stderr', maxBytes: number, options?: WaitOptions): Promise<Uint8Array>;
  /** Writes; resolves with how many bytes were taken, at least one. */
  write(process: ProcessRef, data: Uint8Array, options?: WaitOptions): Promise<number>;
  /** Closes standard input. */
  closeStdin(process: ProcessRef, options?: WaitOptions): Promise<void>;
  /** Sets the size of a terminal in characters. */
  resize(process: ProcessRef, rows: number, columns: number, options?: WaitOptions): Promise<void>;
}

/**
 * Acts in the guest. Every method's errors are VirtcontainersErrors; what an
 * agent cannot do it refuses with UNSUPPORTED. When the stream to the agent is
 * lost, every call under way and to come rejects with UNAVAILABLE or PROTOCOL.
 * Default timeouts: 60 s, `check` 30 s, waits and reads none.
 */
export interface Agent extends AsyncDisposable {
  readonly streams: ProcessStreams;
  /** Settles with the reason when the stream to the agent is lost, or undefined when it was closed on purpose. */
  readonly closed: Promise<Error | undefined>;
  /** Resolves when the agent answers. Sent once: the answer is awaited, not asked for again and again. */
  check(options?: WaitOptions): Promise<void>;
  /** What the guest says of itself: the agent's version and what it has beside the Kata protocol. */
  details(options?: WaitOptions): Promise<GuestDetails>;
  /** Sets the sandbox up: its name, its resolver, and the share that containers come through. Once a guest. */
  createSandbox(sandbox: GuestSandbox, options?: WaitOptions): Promise<void>;
  /** Ends all containers and undoes what {@link createSandbox} did. */
  destroySandbox(options?: WaitOptions): Promise<void>;
  /** NOT_FOUND: no such command in the container; INVALID_ARGUMENT: no such user or group. */
  createContainer(container: GuestContainer, options?: WaitOptions): Promise<void>;
  /** Lets the init process of a created container run. */
  startContainer(containerId: string, options?: WaitOptions): Promise<void>;
  /** Removes a container, killing what still runs in it; its id is free again. */
  removeContainer(containerId: string, options?: WaitOptions): Promise<void>;
  /** Freezes all processes of a container. */
  pauseContainer(containerId: string, options?: WaitOptions): Promise<void>;
  /** Lets the processes of a paused container go on. */
  resumeContainer(containerId: string, options?: WaitOptions): Promise<void>;
  /** What a container uses at the moment. */
  statsContainer(containerId: string, options?: WaitOptions): Promise<ContainerStats>;
  /** Starts a further process in a running container. Errors as createContainer's. */
  execProcess(process: ProcessRef, cmd: Cmd, options?: WaitOptions): Promise<void>;
  /** Resolves with how the process ended. The first answer makes the guest forget it: read the output first. */
  waitProcess(process: ProcessRef, options?: WaitOptions): Promise<ProcessExit>;
  /** Sends a signal to one process, or to all of a container's. A process that is gone already: success. */
  signalProcess(
    target: ProcessRef | { readonly containerId: string; readonly all: true },
    signal: number,
    options?: WaitOptions,
  ): Promise<void>;
  /** Sets the guest's clock to the host's. */
  setClock(options?: WaitOptions): Promise<void>;
  /** Mixes fresh host entropy into the guest's generator. */
  reseedRandom(options?: WaitOptions): Promise<void>;
  /** The ids of containers in which the out-of-memory killer acted, as it happens, until the sandbox ends. */
  oomEvents(options?: Pick<WaitOptions, 'signal'>): AsyncIterable<string>;
}
