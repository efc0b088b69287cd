// SPDX-License-Identifier: Apache-2.0

import { signalNumbers, type VirtcontainersError } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import type { AgentFixture } from './agent-fixture.js';
import { GuestUnderTest } from './guest-under-test.js';
import { refusal } from './refusal.js';

/** What every {@link Agent} promises. */
export function describeAgent(name: string, makeFixture: () => Promise<AgentFixture>): void {
  async function setUp(): Promise<GuestUnderTest> {
    const fixture = await makeFixture();
    await fixture.agent.check();
    await fixture.agent.createSandbox(fixture.sandbox);
    return new GuestUnderTest(fixture);
  }

  describe(`${name} as an agent`, () => {
    describeLife(setUp);
    describeStreams(setUp);
    describeSignals(setUp);
    describeRefusals(setUp);
    describeLoss(setUp);
  });
}

type SetUp = () => Promise<GuestUnderTest>;

function describeLife(setUp: SetUp): void {
  it('says what it is', async () => {
    await using guest = await setUp();
    const details = await guest.agent.details();
    expect(details.agentVersion).not.toBe('');
  });

  it.each([0, 7])('runs a container whose process exits with %i', async (code) => {
    await using guest = await setUp();
    const init = await guest.run('box', guest.fixture.commands.exit(code));
    expect(await guest.readAll(init, 'stdout')).toHaveLength(0);
    expect(await guest.agent.waitProcess(init)).toEqual({ kind: 'exited', code });
    await guest.agent.removeContainer('box');
  });

  it('does not start a container by creating it', async () => {
    await using guest = await setUp();
    const init = await guest.create('box', guest.fixture.commands.exit(3));
    const exit = guest.agent.waitProcess(init);
    await guest.agent.startContainer('box');
    expect(await exit).toEqual({ kind: 'exited', code: 3 });
  });

  it('runs further processes in a container, each with its own exit', async () => {
    await using guest = await setUp();
    await guest.run('box', guest.fixture.commands.wait);
    const first = await guest.exec('box', 'first', guest.fixture.commands.exit(1));
    const second = await guest.exec('box', 'second', guest.fixture.commands.exit(2));
    expect(await guest.agent.waitProcess(second)).toEqual({ kind: 'exited', code: 2 });
    expect(await guest.agent.waitProcess(first)).toEqual({ kind: 'exited', code: 1 });
  });

  it('forgets a process once its exit was told', async () => {
    await using guest = await setUp();
    await guest.run('box', guest.fixture.commands.wait);
    const process = await guest.exec('box', 'once', guest.fixture.commands.exit(0));
    await guest.agent.waitProcess(process);
    await refusal(guest.agent.waitProcess(process), 'NOT_FOUND', 'INVALID_ARGUMENT');
  });

  it('runs several containers at once, and a removed id can be used again', async () => {
    await using guest = await setUp();
    await guest.run('one', guest.fixture.commands.wait);
    const two = await guest.run('two', guest.fixture.commands.exit(4));
    expect(await guest.agent.waitProcess(two)).toEqual({ kind: 'exited', code: 4 });
    await guest.agent.removeContainer('two');
    const again = await guest.run('two', guest.fixture.commands.exit(5));
    expect(await guest.agent.waitProcess(again)).toEqual({ kind: 'exited', code: 5 });
    await guest.agent.removeContainer('one');
  });

  it('counts what a running container uses', async () => {
    await using guest = await setUp();
    await guest.run('box', guest.fixture.commands.wait);
    const stats = await guest.agent.statsContainer('box');
    expect(stats.memoryUsageBytes).toBeGreaterThan(0n);
    expect(stats.pids).toBeGreaterThanOrEqual(1n);
  });

  it('pauses a container and resumes it where it was', async () => {
    await using guest = await setUp();
    const init = await guest.run('box', guest.fixture.commands.cat);
    await guest.agent.pauseContainer('box');
    await guest.agent.resumeContainer('box');
    await guest.writeAll(init, Buffer.from('awake'));
    await guest.agent.streams.closeStdin(init);
    expect(String(await guest.readAll(init, 'stdout'))).toBe('awake');
  });

  it('sets the clock and reseeds the random generator', async () => {
    await using guest = await setUp();
    await guest.agent.setClock();
    await guest.agent.reseedRandom();
  });

  it('destroys the sandbox with all that runs in it', async () => {
    await using guest = await setUp();
    await guest.run('box', guest.fixture.commands.wait);
    await guest.agent.destroySandbox();
  });
}

function describeStreams(setUp: SetUp): void {
  it('carries standard input to a process and its output back', async () => {
    await using guest = await setUp();
    const init = await guest.run('box', guest.fixture.commands.cat);
    await guest.writeAll(init, Buffer.from('through the guest'));
    await guest.agent.streams.closeStdin(init);
    expect(String(await guest.readAll(init, 'stdout'))).toBe('through the guest');
    expect(await guest.agent.waitProcess(init)).toEqual({ kind: 'exited', code: 0 });
  });

  it('keeps every byte, whatever the sizes of reads', async () => {
    await using guest = await setUp();
    const init = await guest.run('box', guest.fixture.commands.cat);
    const sent = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, index) => (index * 7) % 253));
    const received = guest.readAll(init, 'stdout', 1_000);
    await guest.writeAll(init, sent);
    await guest.agent.streams.closeStdin(init);
    expect((await received).equals(sent)).toBe(true);
  });

  it('answers other calls while a read waits', async () => {
    await using guest = await setUp();
    const init = await guest.run('box', guest.fixture.commands.cat);
    const read = guest.agent.streams.read(init, 'stdout', 100);
    await guest.agent.check();
    await guest.writeAll(init, Buffer.from('x'));
    expect(String(Buffer.from(await read))).toBe('x');
  });

  it('gives a waiting read up when the caller does, and loses no byte by it', async () => {
    await using guest = await setUp();
    const init = await guest.run('box', guest.fixture.commands.wait);
    const controller = new AbortController();
    const read = guest.agent.streams.read(init, 'stdout', 100, { signal: controller.signal });
    controller.abort('enough');
    expect((await refusal(read, 'CANCELLED')).cause).toBe('enough');
    await guest.agent.check();
  });
}

function describeSignals(setUp: SetUp): void {
  it('tells which signal ended a process', async () => {
    await using guest = await setUp();
    const init = await guest.run('box', guest.fixture.commands.wait);
    await guest.agent.signalProcess(init, signalNumbers.SIGKILL);
    expect(await guest.agent.waitProcess(init)).toMatchObject({ kind: 'signaled', signal: 'SIGKILL' });
  });

  it('signals one process, and not its neighbours', async () => {
    await using guest = await setUp();
    const init = await guest.run('box', guest.fixture.commands.wait);
    const process = await guest.exec('box', 'exec', guest.fixture.commands.wait);
    await guest.agent.signalProcess(process, signalNumbers.SIGKILL);
    expect(await guest.agent.waitProcess(process)).toMatchObject({ kind: 'signaled', signal: 'SIGKILL' });
    await guest.agent.signalProcess(init, signalNumbers.SIGKILL);
    expect(await guest.agent.waitProcess(init)).toMatchObject({ kind: 'signaled', signal: 'SIGKILL' });
  });

  it('signals every process of a container', async () => {
    await using guest = await setUp();
    const init = await guest.run('box', guest.fixture.commands.wait);
    const process = await guest.exec('box', 'exec', guest.fixture.commands.wait);
    await guest.agent.signalProcess({ containerId: 'box', all: true }, signalNumbers.SIGKILL);
    expect(await guest.agent.waitProcess(process)).toMatchObject({ kind: 'signaled', signal: 'SIGKILL' });
    expect(await guest.agent.waitProcess(init)).toMatchObject({ kind: 'signaled', signal: 'SIGKILL' });
  });

  it('takes a signal to a process that has ended for success', async () => {
    await using guest = await setUp();
    await guest.run('box', guest.fixture.commands.wait);
    const process = await guest.exec('box', 'exec', guest.fixture.commands.exit(0));
    await guest.agent.waitProcess(process);
    await guest.agent.signalProcess(process, signalNumbers.SIGTERM);
  });
}

function describeRefusals(setUp: SetUp): void {
  it('refuses a command that is not there with NOT_FOUND, and the id is free again', async () => {
    await using guest = await setUp();
    await refusal(guest.create('box', guest.fixture.commands.missing), 'NOT_FOUND');
    const init = await guest.run('box', guest.fixture.commands.exit(0));
    expect(await guest.agent.waitProcess(init)).toEqual({ kind: 'exited', code: 0 });
  });

  it('refuses an exec of a command that is not there with NOT_FOUND', async () => {
    await using guest = await setUp();
    await guest.run('box', guest.fixture.commands.wait);
    await refusal(guest.exec('box', 'exec', guest.fixture.commands.missing), 'NOT_FOUND');
  });

  it.each(['user', 'primaryGroup'] as const)('refuses a %s that is not there with INVALID_ARGUMENT', async (field) => {
    await using guest = await setUp();
    const create = guest.create('box', guest.fixture.commands.exit(0), { [field]: 'nobody-knows-this-one' });
    await refusal(create, 'INVALID_ARGUMENT');
  });

  it('refuses a container id that is in use, and leaves the container alone', async () => {
    await using guest = await setUp();
    const init = await guest.run('box', guest.fixture.commands.cat);
    await refusal(guest.create('box', guest.fixture.commands.cat), 'ALREADY_EXISTS', 'INTERNAL');
    await guest.writeAll(init, Buffer.from('still here'));
    await guest.agent.streams.closeStdin(init);
    expect(String(await guest.readAll(init, 'stdout'))).toBe('still here');
  });

  it('refuses a token that is in use, and leaves the process alone', async () => {
    await using guest = await setUp();
    await guest.run('box', guest.fixture.commands.wait);
    const process = await guest.exec('box', 'exec', guest.fixture.commands.cat);
    await refusal(guest.exec('box', 'exec', guest.fixture.commands.cat), 'ALREADY_EXISTS', 'INTERNAL');
    await guest.agent.streams.closeStdin(process);
    expect(await guest.readAll(process, 'stdout')).toHaveLength(0);
    expect(await guest.agent.waitProcess(process)).toEqual({ kind: 'exited', code: 0 });
  });

  it('refuses what is meant for a container that is not there', async () => {
    await using guest = await setUp();
    const nobody = { containerId: 'nobody', token: 'nobody' };
    const calls = [
      guest.agent.startContainer('nobody'),
      guest.agent.statsContainer('nobody'),
      guest.agent.waitProcess(nobody),
      guest.agent.streams.read(nobody, 'stdout', 1),
    ];
    await Promise.all(calls.map((call) => refusal(call, 'NOT_FOUND', 'INVALID_ARGUMENT', 'INTERNAL')));
  });
}

function describeLoss(setUp: SetUp): void {
  const lost = (call: Promise<unknown>): Promise<VirtcontainersError> => refusal(call, 'UNAVAILABLE', 'PROTOCOL');

  it('fails every call under way and to come when the way to it is cut', async () => {
    await using guest = await setUp();
    const init = await guest.run('box', guest.fixture.commands.wait);
    const read = lost(guest.agent.streams.read(init, 'stdout', 1));
    const wait = lost(guest.agent.waitProcess(init));
    await guest.fixture.cut();
    await Promise.all([read, wait]);
    await lost(guest.agent.check());
    expect(await guest.agent.closed).toBeInstanceOf(Error);
  });

  it('fails calls under way when it is closed on purpose, and says so', async () => {
    await using guest = await setUp();
    const init = await guest.run('box', guest.fixture.commands.wait);
    const wait = lost(guest.agent.waitProcess(init));
    await guest.agent[Symbol.asyncDispose]();
    await wait;
    expect(await guest.agent.closed).toBeUndefined();
  });

  it('ends the out-of-memory events with the connection', async () => {
    await using guest = await setUp();
    const seen: string[] = [];
    const done = (async () => {
      for await (const id of guest.agent.oomEvents()) seen.push(id);
    })();
    await guest.agent.check();
    await guest.agent[Symbol.asyncDispose]();
    await done;
    expect(seen).toEqual([]);
  });

  it('refuses a call that the caller has given up already', async () => {
    await using guest = await setUp();
    const error = await refusal(guest.agent.check({ signal: AbortSignal.abort('late') }), 'CANCELLED');
    expect(error.cause).toBe('late');
  });
}
