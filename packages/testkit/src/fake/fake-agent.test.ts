// SPDX-License-Identifier: Apache-2.0

import { parseContainerConfig, VirtcontainersError, type GuestContainer } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { describeAgent } from '../suite/describe-agent.js';
import { refusal } from '../suite/refusal.js';
import { FakeAgent } from './fake-agent.js';
import type { FakeProgram } from './fake-process.js';

describeAgent('FakeAgent', () => {
  const agent = new FakeAgent();
  return Promise.resolve({
    agent,
    sandbox: { sandboxId: 'suite', hostname: 'suite', dns: [] },
    rootfs: (containerId) => Promise.resolve(`${containerId}/rootfs`),
    cut: () => {
      agent.lose(new VirtcontainersError('UNAVAILABLE', 'the stream was cut'));
      return Promise.resolve();
    },
    commands: {
      exit: (code) => ['/bin/sh', '-c', `exit ${code}`],
      cat: ['cat'],
      wait: ['/bin/sleep', '1000'],
      missing: ['/no/such/program'],
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});

function containerOf(args: readonly string[]): GuestContainer {
  const config = parseContainerConfig({ id: 'box', rootFs: '/unused', cmd: { args } });
  return { id: 'box', sandboxId: 'suite', config, rootfsName: 'box/rootfs', mountNames: new Map() };
}

async function running(agent: FakeAgent, ...args: readonly string[]): Promise<void> {
  await agent.createContainer(containerOf(args));
  await agent.startContainer('box');
}

describe('FakeAgent', () => {
  const box = { containerId: 'box', token: 'box' };

  it('runs programs that a test brings, which can handle signals and use all streams', async () => {
    const trap: FakeProgram = async (process) => {
      const signalled = new Promise((resolve) => {
        process.onSignal(15, () => {
          resolve(undefined);
        });
      });
      await process.stderr.writeAll(Buffer.from('ready'), process.ended);
      await signalled;
      await process.print('bye');
      return { kind: 'exited', code: 9 };
    };
    const agent = new FakeAgent({ programs: { '/bin/trap': trap } });
    await running(agent, 'trap');
    expect(String(Buffer.from(await agent.streams.read(box, 'stderr', 100)))).toBe('ready');
    await agent.signalProcess(box, 15);
    expect(String(Buffer.from(await agent.streams.read(box, 'stdout', 100)))).toBe('bye');
    expect(await agent.waitProcess(box)).toEqual({ kind: 'exited', code: 9 });
  });

  it('lets a test end a process as it likes', async () => {
    const agent = new FakeAgent();
    await running(agent, 'sleep', '1');
    agent.process('box').end({ kind: 'oomKilled', scope: 'container' });
    expect(await agent.waitProcess(box)).toEqual({ kind: 'oomKilled', scope: 'container' });
  });

  it('says so when a program of a test fails', async () => {
    const agent = new FakeAgent({ programs: { '/bin/bad': () => Promise.reject(new Error('a bug in the test')) } });
    await running(agent, 'bad');
    expect(await agent.waitProcess(box)).toMatchObject({ kind: 'unknown' });
  });

  it('keeps what it was asked for', async () => {
    const agent = new FakeAgent();
    await agent.createSandbox({ sandboxId: 's', hostname: 'h', dns: ['nameserver 192.0.2.1'] });
    await running(agent, 'cat');
    await agent.streams.resize(box, 24, 80);
    await agent.pauseContainer('box');
    expect(agent.containers.get('box')?.paused).toBe(true);
    await agent.resumeContainer('box');
    await agent.setClock();
    expect(agent.sandbox?.hostname).toBe('h');
    expect(agent.process('box').terminal).toEqual({ rows: 24, columns: 80 });
    expect(agent.containers.get('box')?.paused).toBe(false);
    expect(agent.times).toEqual({ clockSet: 1, reseeded: 0 });
    await agent.signalProcess(box, 28);
    expect(agent.process('box').signals).toEqual([28]);
  });

  it('fails at the step that a test says, with the error that it says', async () => {
    const agent = new FakeAgent();
    agent.faults.fail('startContainer', new VirtcontainersError('RESOURCE_EXHAUSTED', 'no memory'));
    await refusal(running(agent, 'true'), 'RESOURCE_EXHAUSTED');
    await agent.startContainer('box');
    expect(agent.faults.reached).toEqual(['createContainer', 'startContainer', 'startContainer']);
  });

  it('is lost with its virtual machine', async () => {
    let die!: (exit: { signal: string }) => void;
    const exit = new Promise<{ signal: string }>((resolve) => (die = resolve));
    const agent = new FakeAgent({ vm: { exit } });
    await running(agent, 'sleep', '1');
    const wait = refusal(agent.waitProcess(box), 'UNAVAILABLE');
    die({ signal: 'SIGKILL' });
    await wait;
    expect(await agent.closed).toBeInstanceOf(VirtcontainersError);
  });

  it('tells out-of-memory kills as they happen', async () => {
    const agent = new FakeAgent();
    const events = agent.oomEvents()[Symbol.asyncIterator]();
    const first = events.next();
    agent.oom('box');
    agent.oom('other');
    expect(await first).toEqual({ done: false, value: 'box' });
    expect(await events.next()).toEqual({ done: false, value: 'other' });
    await agent.destroySandbox();
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });
});
