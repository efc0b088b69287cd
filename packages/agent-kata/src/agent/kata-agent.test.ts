// SPDX-License-Identifier: Apache-2.0

import { toBinary } from '@bufbuild/protobuf';
import { parseContainerConfig, type CmdInput, type GuestContainer, type Transport } from '@virtcontainers/core';
import type { Interceptor } from '@connectrpc/connect';
import { describeAgent } from '@virtcontainers/testkit';
import { describe, expect, it } from 'vitest';
import { AgentError } from '../agent-error.js';
import { SpecSchema } from '../gen/oci_pb.js';
import { SeededRandom } from '../seeded-random.fixture.js';
import { socketPair } from '../socket-pair.fixture.js';
import { TtrpcConnection } from '../ttrpc/connection.js';
import { TtrpcServer } from '../ttrpc/server.js';
import { fakeGuest, type FakeGuest } from './fake-guest.fixture.js';
import { KataAgent } from './kata-agent.js';

const box = { containerId: 'box', token: 'box' };
const sandbox = { sandboxId: 'suite', hostname: 'suite-host', dns: ['nameserver 192.0.2.1'] };

describeAgent('KataAgent with a fake guest over a unix socket', async () => {
  const pair = await socketPair();
  fakeGuest('ours').server.serve(pair.guest);
  return {
    agent: new KataAgent(new TtrpcConnection(pair.host)),
    sandbox,
    rootfs: (containerId) => Promise.resolve(`${containerId}/rootfs`),
    cut: () => {
      pair.guest.destroy();
      return Promise.resolve();
    },
    commands: {
      exit: (code) => ['/bin/sh', '-c', `exit ${code}`],
      cat: ['cat'],
      wait: ['/bin/sleep', '1000'],
      missing: ['/no/such/program'],
    },
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  };
});

async function withGuest(
  kind: 'ours' | 'stock',
  test: (agent: KataAgent, guest: FakeGuest) => Promise<void>,
): Promise<void> {
  await using pair = await socketPair();
  const guest = fakeGuest(kind);
  guest.server.serve(pair.guest);
  await using agent = new KataAgent(new TtrpcConnection(pair.host));
  await agent.createSandbox(sandbox);
  await test(agent, guest);
}

async function withServer(server: TtrpcServer, test: (agent: KataAgent) => Promise<void>): Promise<void> {
  await using pair = await socketPair();
  server.serve(pair.guest);
  await using agent = new KataAgent(new TtrpcConnection(pair.host));
  await test(agent);
}

function container(cmd: CmdInput): GuestContainer {
  const config = parseContainerConfig({ id: 'box', rootFs: '/unused', cmd });
  return { id: 'box', sandboxId: 'suite', config, rootfsName: 'box/rootfs', mountNames: new Map() };
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('KataAgent', () => {
  it('dials through a transport, and passes on its refusal', async () => {
    await using pair = await socketPair();
    fakeGuest('ours').server.serve(pair.guest);
    const transport: Transport = { kind: 'unix', multipleConnections: false, dial: () => Promise.resolve(pair.host) };
    await using agent = await KataAgent.connect(transport);
    await agent.check();
    const refused = new AgentError('UNAVAILABLE', 'refused');
    const broken: Transport = { ...transport, dial: () => Promise.reject(refused) };
    await expect(KataAgent.connect(broken)).rejects.toBe(refused);
  });

  it('runs interceptors around every call, and keeps reasons and statuses through them', async () => {
    await using pair = await socketPair();
    fakeGuest('ours').server.serve(pair.guest);
    const seen: string[] = [];
    const record: Interceptor = (next) => (request) => {
      seen.push(request.method.name);
      return next(request);
    };
    await using agent = new KataAgent(new TtrpcConnection(pair.host), { interceptors: [record] });
    await agent.check();
    expect(await failure(agent.check({ signal: AbortSignal.abort('late') }))).toMatchObject({
      code: 'CANCELLED',
      cause: 'late',
    });
    expect(await failure(agent.statsContainer('box'))).toMatchObject({ code: 'NOT_FOUND', status: 5 });
    expect(seen).toEqual(['Check', 'Check', 'StatsContainer']);
  });

  it('sends users as they were given, and the whole specification, to an agent that looks users up', () =>
    withGuest('ours', async (agent, guest) => {
      await agent.createContainer(container({ args: ['true'], user: 'nobody', primaryGroup: '7' }));
      const { OCI, stringUser, execId } = guest.created[0]!;
      expect(execId).toBe('box');
      expect(stringUser).toMatchObject({ uid: 'nobody', gid: '7', additionalGids: [] });
      expect(OCI?.Process?.User).toMatchObject({ UID: 0, GID: 7 });
      expect(OCI?.Hostname).toBe('suite-host');
      expect(OCI?.Linux?.Namespaces.map(({ Type }) => Type)).toEqual(['pid', 'mount', 'ipc', 'uts', 'cgroup']);
      expect(OCI?.Linux?.Resources?.Devices[0]).toMatchObject({ Allow: false, Type: 'a', Major: -1n, Minor: -1n });
      expect(toBinary(SpecSchema, OCI!).length).toBeLessThan(8192);
    }));

  it('leaves to a stock agent what is its own', () =>
    withGuest('stock', async (agent, guest) => {
      await agent.createContainer(container({ args: ['true'], user: '5', primaryGroup: '6' }));
      const { OCI, stringUser } = guest.created[0]!;
      expect(stringUser).toBeUndefined();
      expect(OCI?.Process?.User).toMatchObject({ UID: 5, GID: 6 });
      expect(OCI?.Linux?.Namespaces.map(({ Type }) => Type)).toEqual(['mount', 'ipc', 'uts']);
      expect(OCI?.Linux?.Resources?.Devices).toEqual([]);
    }));

  it.each([
    ['cmd.user', { user: 'nobody' }],
    ['cmd.primaryGroup', { user: '1', primaryGroup: 'staff' }],
    ['cmd.supplementaryGroups[1]', { supplementaryGroups: ['1', 'audio'] }],
  ])('refuses a name in %s rather than let a stock agent run it as root', (path, user) =>
    withGuest('stock', async (agent, guest) => {
      expect(await failure(agent.createContainer(container({ args: ['true'], ...user })))).toMatchObject({
        code: 'UNSUPPORTED',
        details: { path },
      });
      expect(guest.created).toEqual([]);
    }),
  );

  it('sends an exec the capabilities that its command names, and no others', () =>
    withGuest('ours', async (agent, guest) => {
      await agent.createContainer(container({ args: ['sleep'] }));
      await agent.startContainer('box');
      const { cmd } = container({ args: ['true'], workDir: '/tmp', noNewPrivileges: true }).config;
      await agent.execProcess({ containerId: 'box', token: 'one' }, cmd);
      const bare = container({ args: ['true'], capabilities: { bounding: ['CAP_KILL'] } }).config.cmd;
      await agent.execProcess({ containerId: 'box', token: 'two' }, bare);
      expect(guest.executed[0]).toMatchObject({ execId: 'one', process: { Cwd: '/tmp', NoNewPrivileges: true } });
      expect(guest.executed[0]?.process?.Capabilities).toBeUndefined();
      expect(guest.executed[1]?.process?.Capabilities?.Bounding).toEqual(['CAP_KILL']);
    }));

  it('marks an exit that a stock agent cannot tell from a signal', () =>
    withGuest('stock', async (agent) => {
      await agent.createContainer(container({ args: ['sleep'] }));
      await agent.startContainer('box');
      await agent.signalProcess(box, 9);
      expect(await agent.waitProcess(box)).toEqual({ kind: 'signaled', signal: 'SIGKILL', ambiguous: true });
    }));

  it('loses no exit when a wait is given up', () =>
    withGuest('ours', async (agent) => {
      await agent.createContainer(container({ args: ['sleep'] }));
      await agent.startContainer('box');
      const controller = new AbortController();
      const given = failure(agent.waitProcess(box, { signal: controller.signal }));
      await agent.check();
      controller.abort();
      expect(await given).toMatchObject({ code: 'CANCELLED' });
      await agent.signalProcess({ containerId: 'box', all: true }, 9);
      expect(await agent.waitProcess(box)).toEqual({ kind: 'signaled', signal: 'SIGKILL' });
      expect(await failure(agent.waitProcess(box))).toMatchObject({ code: 'NOT_FOUND' });
    }));

  it('tells an exit to all who wait for it', () =>
    withGuest('ours', async (agent) => {
      await agent.createContainer(container({ args: ['/bin/sh', '-c', 'exit 3'] }));
      const waits = [agent.waitProcess(box), agent.waitProcess(box)];
      await agent.startContainer('box');
      expect(await Promise.all(waits)).toEqual([
        { kind: 'exited', code: 3 },
        { kind: 'exited', code: 3 },
      ]);
    }));

  it('carries a megabyte through cat unchanged, written and read side by side', () =>
    withGuest('ours', async (agent) => {
      await agent.createContainer(container({ args: ['cat'] }));
      await agent.startContainer('box');
      const sent = new SeededRandom(4).bytes(1024 * 1024);
      const write = async (): Promise<void> => {
        for (let rest = sent; rest.length > 0;) rest = rest.subarray(await agent.streams.write(box, rest));
        await agent.streams.closeStdin(box);
      };
      const read = async (): Promise<Buffer> => {
        const chunks: Uint8Array[] = [];
        for (;;) {
          const chunk = await agent.streams.read(box, 'stdout', 65_536);
          if (chunk.length === 0) return Buffer.concat(chunks);
          chunks.push(chunk);
        }
      };
      const [received] = await Promise.all([read(), write()]);
      expect(received.equals(sent)).toBe(true);
    }));

  it('refuses signals that are none, and those that cannot reach all processes', () =>
    withGuest('ours', async (agent) => {
      for (const signal of [0, -1, 65, 1.5]) {
        expect(await failure(agent.signalProcess(box, signal))).toMatchObject({ code: 'INVALID_ARGUMENT' });
      }
      const all = { containerId: 'box', all: true } as const;
      expect(await failure(agent.signalProcess(all, 15))).toMatchObject({ code: 'UNSUPPORTED' });
    }));

  it('says that a process whose container is unknown is not found', () =>
    withGuest('ours', async (agent) => {
      expect(await failure(agent.signalProcess(box, 9))).toBeUndefined();
      expect(await failure(agent.statsContainer('box'))).toMatchObject({ code: 'NOT_FOUND', status: 5 });
    }));

  it('tells of no memory limit where the agent writes the largest number', () =>
    withGuest('ours', async (agent) => {
      await agent.createContainer(container({ args: ['sleep'] }));
      expect(await agent.statsContainer('box')).toEqual({ cpuUsageNs: 1_000_000n, memoryUsageBytes: 4096n, pids: 1n });
    }));

  it('gives out-of-memory events as they happen, until the sandbox ends', () =>
    withGuest('ours', async (agent, guest) => {
      guest.agent.oom('one');
      guest.agent.oom('two');
      const seen: string[] = [];
      for await (const id of agent.oomEvents()) {
        seen.push(id);
        if (id === 'two') await agent.destroySandbox();
      }
      expect(seen).toEqual(['one', 'two']);
    }));

  it('refuses a timeout out of range before it asks the guest', () =>
    withGuest('ours', async (agent) => {
      expect(await failure(agent.check({ timeoutMs: 0 }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    }));
});

describe('KataAgent and an agent with few methods', () => {
  it('names what is unsupported so', () =>
    withServer(new TtrpcServer(), async (agent) => {
      const calls = [
        agent.check(),
        agent.details(),
        agent.setClock(),
        agent.reseedRandom(),
        agent.pauseContainer('box'),
      ];
      for (const error of await Promise.all(calls.map(failure))) {
        expect(error).toMatchObject({ code: 'UNSUPPORTED', status: 12 });
      }
    }));

  it('takes a connection that ends with the sandbox for success', async () => {
    await using pair = await socketPair();
    await using agent = new KataAgent(new TtrpcConnection(pair.host));
    pair.guest.once('data', () => pair.guest.end());
    await agent.destroySandbox();
    expect(await agent.closed).toMatchObject({ code: 'UNAVAILABLE' });
  });
});
