// SPDX-License-Identifier: Apache-2.0

import {
  parseContainerConfig,
  VirtcontainersError,
  type CmdInput,
  type ProcessExit,
  type ProcessRef,
} from '@virtcontainers/core';
import { FakeAgent } from '@virtcontainers/testkit';
import {
  AgentService,
  type CreateContainerRequest,
  type ExecProcessRequest,
  type StringUser,
} from '../gen/agent_pb.js';
import { Guest } from '../gen/guest_pb.js';
import { Health, HealthCheckResponse_ServingStatus } from '../gen/health_pb.js';
import type { Process } from '../gen/oci_pb.js';
import { TtrpcServer } from '../ttrpc/server.js';
import { guestFeature } from './guest-clients.js';

/** What a fake guest saw of requests that its agent cannot express. */
export interface FakeGuest {
  readonly server: TtrpcServer;
  readonly agent: FakeAgent;
  readonly created: CreateContainerRequest[];
  readonly executed: ExecProcessRequest[];
}

/**
 * A guest that is served over ttRPC, with testkit's fake agent behind it.
 *
 * @param kind - `ours` has what the embedded guest's agent has; `stock` is like Kata's
 */
export function fakeGuest(kind: 'ours' | 'stock'): FakeGuest {
  const features = kind === 'ours' ? [guestFeature] : [];
  const agent = new FakeAgent({ details: { agentVersion: '4.1.0-fake', features } });
  const created: CreateContainerRequest[] = [];
  const executed: ExecProcessRequest[] = [];
  const server = new TtrpcServer().add(Health, {
    check: () => ({ status: HealthCheckResponse_ServingStatus.SERVING }),
  });
  if (kind === 'ours')
    server.add(Guest, { waitProcess: async (request) => wireExit(await agent.waitProcess(ref(request))) });
  server.add(AgentService, {
    ...containerHandlers(agent, created, executed),
    ...streamHandlers(agent),
    getGuestDetails: async () => {
      const { agentVersion: version, features: extraFeatures } = await agent.details();
      return { agentDetails: { version, extraFeatures: [...extraFeatures] } };
    },
    createSandbox: async ({ sandboxId, hostname, dns }) => done(agent.createSandbox({ sandboxId, hostname, dns })),
    destroySandbox: () => done(agent.destroySandbox()),
    setGuestDateTime: () => done(agent.setClock()),
    reseedRandomDev: () => done(agent.reseedRandom()),
    getOOMEvent: oomHandler(agent),
  });
  return { server, agent, created, executed };
}

/** One event an answer; the events that nobody has asked for yet wait. */
function oomHandler(agent: FakeAgent): () => Promise<{ containerId: string }> {
  const events = agent.oomEvents()[Symbol.asyncIterator]();
  let next = events.next();
  return async () => {
    const event = await next;
    if (event.done === true) throw new VirtcontainersError('INTERNAL', '');
    next = events.next();
    return { containerId: event.value };
  };
}

function containerHandlers(agent: FakeAgent, created: CreateContainerRequest[], executed: ExecProcessRequest[]) {
  return {
    createContainer: (request: CreateContainerRequest) => {
      created.push(request);
      const { containerId: id, OCI, stringUser } = request;
      const config = parseContainerConfig({ id, rootFs: '/unused', cmd: cmdOf(OCI?.Process, stringUser) });
      return done(agent.createContainer({ id, sandboxId: 's', config, rootfsName: id, mountNames: new Map() }));
    },
    startContainer: ({ containerId }: { containerId: string }) => done(agent.startContainer(containerId)),
    removeContainer: ({ containerId }: { containerId: string }) => done(agent.removeContainer(containerId)),
    pauseContainer: ({ containerId }: { containerId: string }) => done(agent.pauseContainer(containerId)),
    resumeContainer: ({ containerId }: { containerId: string }) => done(agent.resumeContainer(containerId)),
    execProcess: (request: ExecProcessRequest) => {
      executed.push(request);
      const { cmd } = parseContainerConfig({ rootFs: '/unused', cmd: cmdOf(request.process, request.stringUser) });
      return done(agent.execProcess(ref(request), cmd));
    },
    waitProcess: async (request: Named) => ({ status: statusOfExit(await agent.waitProcess(ref(request))) }),
    signalProcess: ({ signal, ...request }: Named & { signal: number }) => {
      const target = request.execId === '' ? { containerId: request.containerId, all: true as const } : ref(request);
      return done(agent.signalProcess(target, signal));
    },
    statsContainer: async ({ containerId }: { containerId: string }) => {
      const stats = await agent.statsContainer(containerId);
      return {
        cgroupStats: {
          cpuStats: { cpuUsage: { totalUsage: stats.cpuUsageNs } },
          memoryStats: { usage: { usage: stats.memoryUsageBytes, limit: 2n ** 63n - 4096n } },
          pidsStats: { current: stats.pids },
        },
      };
    },
  };
}

function streamHandlers({ streams }: FakeAgent) {
  return {
    readStdout: async ({ len, ...request }: Named & { len: number }) => ({
      data: await streams.read(ref(request), 'stdout', len),
    }),
    readStderr: async ({ len, ...request }: Named & { len: number }) => ({
      data: await streams.read(ref(request), 'stderr', len),
    }),
    writeStdin: async ({ data, ...request }: Named & { data: Uint8Array }) => ({
      len: await streams.write(ref(request), data),
    }),
    closeStdin: (request: Named) => done(streams.closeStdin(ref(request))),
    ttyWinResize: ({ row, column, ...request }: Named & { row: number; column: number }) =>
      done(streams.resize(ref(request), row, column)),
  };
}

interface Named {
  readonly containerId: string;
  readonly execId: string;
}

function ref({ containerId, execId: token }: Named): ProcessRef {
  return { containerId, token };
}

async function done(work: Promise<void>): Promise<Record<string, never>> {
  await work;
  return {};
}

function cmdOf(process: Process | undefined, user: StringUser | undefined): CmdInput {
  return {
    args: process?.Args ?? [],
    interactive: process?.Terminal ?? false,
    ...(user !== undefined && user.uid !== '' && { user: user.uid }),
    ...(user !== undefined && user.gid !== '' && { primaryGroup: user.gid }),
  };
}

function wireExit(exit: ProcessExit): { cause: { case: 'exited' | 'signaled'; value: number } } {
  const status = statusOfExit(exit);
  const cause =
    status > 128 ? { case: 'signaled' as const, value: status - 128 } : { case: 'exited' as const, value: status };
  return { cause };
}

function statusOfExit(exit: ProcessExit): number {
  if (exit.kind === 'exited') return exit.code;
  if (exit.kind === 'signaled') return 128 + (exit.signal === 'SIGTERM' ? 15 : 9);
  throw new VirtcontainersError('INTERNAL', `the fake guest cannot tell of ${exit.kind}`);
}
