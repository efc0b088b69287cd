// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError } from '@virtcontainers/core';
import { refusal } from '@virtcontainers/testkit';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../sandbox/sandbox.js';
import { FakeWorld } from '../testing/fake-world.js';
import { createSandbox } from './create-sandbox.js';
import { deleteSandbox } from './delete-sandbox.js';
import { listSandbox } from './list-sandbox.js';
import { pauseSandbox } from './pause-sandbox.js';
import { resumeSandbox } from './resume-sandbox.js';
import { runSandbox } from './run-sandbox.js';
import { startSandbox } from './start-sandbox.js';
import { statusSandbox } from './status-sandbox.js';
import { stopSandbox } from './stop-sandbox.js';

const containerStates = (sandbox: Sandbox) => sandbox.getAllContainers().map(({ state }) => state);
const fault = () => new VirtcontainersError('INTERNAL', 'a fault of the test');

describe('runSandbox', () => {
  it('creates and starts', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    expect([sandbox.state, ...containerStates(sandbox)]).toEqual(['running', 'running']);
    expect(sandbox.bootReport.timeline.at(-1)?.phase).toBe('start');
    expect(await statusSandbox('box', world.options)).toMatchObject({
      id: 'box',
      state: 'running',
      hypervisor: 'qemu',
      agent: 'kata',
      containersStatus: [
        { id: 'main', state: 'running', pid: 0, rootFs: world.rootFs, startTime: expect.any(Date) as Date },
      ],
    });
  });

  it('leaves nothing when a container does not start', async () => {
    await using world = await FakeWorld.make();
    world.prepareAgent = (agent) => {
      agent.faults.fail('startContainer', fault());
    };
    const error = await refusal(runSandbox(world.config(), world.options), 'INTERNAL');
    expect(error).toMatchObject({ phase: 'start', details: { containerId: 'main' }, report: { agent: 'answering' } });
    expect(await listSandbox(world.options)).toEqual([]);
    expect(await world.leftovers()).toEqual([]);
  });

  it('leaves nothing when it is aborted while a container starts', async () => {
    await using world = await FakeWorld.make();
    const controller = new AbortController();
    world.prepareAgent = (agent) => {
      void agent.faults.hold('startContainer').reached.then(() => {
        controller.abort();
      });
    };
    const error = await refusal(
      runSandbox(world.config(), { ...world.options, signal: controller.signal }),
      'CANCELLED',
    );
    expect(error.phase).toBe('start');
    expect(await listSandbox(world.options)).toEqual([]);
    expect(await world.leftovers()).toEqual([]);
  });

  it('is undone by leaving its scope', async () => {
    await using world = await FakeWorld.make();
    {
      await using sandbox = await runSandbox(world.config(), world.options);
      expect(sandbox.state).toBe('running');
    }
    expect(await listSandbox(world.options)).toEqual([]);
    expect(await world.leftovers()).toEqual([]);
  });

  it('runs ten at the same time, and all go', async () => {
    await using world = await FakeWorld.make();
    const ids = Array.from({ length: 10 }, (_, index) => `box-${index}`);
    await Promise.all(ids.map((id) => runSandbox(world.config({ id }), world.options)));
    expect((await listSandbox(world.options)).map(({ id, state }) => [id, state]).sort()).toEqual(
      ids.map((id) => [id, 'running']),
    );
    await Promise.all(ids.map((id) => deleteSandbox(id, world.options)));
    expect(await world.leftovers()).toEqual([]);
  });
});

describe('startSandbox', () => {
  it('starts the containers of a ready sandbox', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await createSandbox(world.config(), world.options);
    expect(await startSandbox('box', world.options)).toBe(sandbox);
    expect([sandbox.state, ...containerStates(sandbox)]).toEqual(['running', 'running']);
  });

  it('refuses a running one', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    await refusal(sandbox.start(), 'INVALID_STATE');
    expect(sandbox.state).toBe('running');
  });

  it('stops the started ones again when one does not start, and goes back', async () => {
    await using world = await FakeWorld.make();
    const containers = ['one', 'two', 'three'].map((id) => world.container(id));
    await using sandbox = await createSandbox({ id: 'box', containers }, world.options);
    const starting = world.agent.faults.hold('startContainer');
    const call = refusal(startSandbox('box', world.options), 'INTERNAL');
    await starting.reached;
    world.agent.faults.fail('startContainer', fault());
    starting.release();
    const error = await call;
    expect(error.details['containerId']).toBe('one');
    expect([sandbox.state, ...containerStates(sandbox)]).toEqual(['ready', 'stopped', 'ready', 'ready']);
    await sandbox.start();
    expect([sandbox.state, ...containerStates(sandbox)]).toEqual(['running', 'running', 'running', 'running']);
  });

  it('boots a stopped one again, with its containers', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    const first = sandbox.getContainer('main')!.process;
    await sandbox.stop();
    await sandbox.start();
    expect([sandbox.state, ...containerStates(sandbox)]).toEqual(['running', 'running']);
    expect(world.hypervisor.machines).toHaveLength(2);
    expect(sandbox.getContainer('main')!.process).not.toBe(first);
  });

  it('leaves a stopped one stopped when it does not boot', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    await sandbox.stop();
    world.hypervisor.faults.fail('launch', fault());
    await refusal(sandbox.start(), 'INTERNAL');
    expect([sandbox.state, ...containerStates(sandbox)]).toEqual(['stopped', 'stopped']);
    expect(await world.leftovers()).toEqual([]);
    await sandbox.start();
    expect(sandbox.state).toBe('running');
  });

  it('leaves a stopped one stopped when a container does not start', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    await sandbox.stop();
    world.prepareAgent = (agent) => {
      agent.faults.fail('startContainer', fault());
    };
    await refusal(sandbox.start(), 'INTERNAL');
    expect([sandbox.state, ...containerStates(sandbox)]).toEqual(['stopped', 'stopped']);
    expect(await world.leftovers()).toEqual([]);
  });
});

describe('stopSandbox', () => {
  it('asks containers to end, ends the machine, and keeps the sandbox listed', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    const init = world.agent.process('main');
    await stopSandbox('box', world.options);
    expect(init.signals).toEqual([15]);
    expect(world.agent.faults.reached.slice(-2)).toEqual(['removeContainer', 'destroySandbox']);
    expect([sandbox.state, ...containerStates(sandbox)]).toEqual(['stopped', 'stopped']);
    expect(sandbox.getContainer('main')!.status().exit).toEqual({ kind: 'signaled', signal: 'SIGTERM' });
    expect(await sandbox.exited).toEqual({ signal: 'SIGKILL' });
    expect((await listSandbox(world.options)).map(({ state }) => state)).toEqual(['stopped']);
    expect(await world.leftovers()).toEqual([]);
  });

  it('kills what does not end in the grace period', async () => {
    await using world = await FakeWorld.make({ programs: { '/bin/stubborn': stubborn } });
    await using sandbox = await runSandbox(
      { id: 'box', containers: [world.container('main', 'stubborn')] },
      world.options,
    );
    const init = world.agent.process('main');
    await sandbox.stop({ graceMs: 20 });
    expect(init.signals).toEqual([15, 9]);
  });

  it('kills at once without a grace period', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    const init = world.agent.process('main');
    await sandbox.stop({ graceMs: 0 });
    expect(init.signals).toEqual([9]);
  });

  it.each(['created', 'paused', 'stopped'] as const)('succeeds on a %s one', async (state) => {
    await using world = await FakeWorld.make();
    await using sandbox = await createSandbox(world.config(), world.options);
    if (state !== 'created') await sandbox.start();
    if (state === 'paused') await sandbox.pause();
    if (state === 'stopped') await sandbox.stop();
    await stopSandbox('box', world.options);
    expect([sandbox.state, ...containerStates(sandbox)]).toEqual(['stopped', 'stopped']);
    expect(await world.leftovers()).toEqual([]);
  });

  it('leaves the sandbox running when a container cannot be removed', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    world.agent.faults.fail('removeContainer', fault());
    const error = await refusal(stopSandbox('box', world.options), 'INTERNAL');
    expect(error.phase).toBe('stop');
    expect(sandbox.state).toBe('running');
    await stopSandbox('box', world.options);
    expect(sandbox.state).toBe('stopped');
  });

  it('goes past every failure by force, and reports them all', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    world.agent.faults.fail('removeContainer', fault());
    world.agent.faults.fail('destroySandbox', fault());
    const error = await refusal(stopSandbox('box', { ...world.options, force: true }), 'INTERNAL');
    expect(error.details['failures']).toHaveLength(2);
    expect([sandbox.state, ...containerStates(sandbox)]).toEqual(['stopped', 'stopped']);
    expect(await world.leftovers()).toEqual([]);
  });

  it('stops a sandbox whose machine died', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    const main = sandbox.getContainer('main')!;
    await world.machine.die({ code: 1 });
    expect(await main.wait()).toMatchObject({ kind: 'vmDied', hypervisor: { code: 1 } });
    expect([sandbox.state, main.state]).toEqual(['failed', 'stopped']);
    await stopSandbox('box', world.options);
    expect(sandbox.state).toBe('stopped');
    expect(await world.leftovers()).toEqual([]);
  });
});

describe('a sandbox that goes wrong by itself', () => {
  it('is stopped, and no failure, when its machine dies while it is being stopped', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    const held = world.agent.faults.hold('removeContainer');
    const stopping = sandbox.stop();
    await held.reached;
    await world.machine.die();
    await stopping;
    expect([sandbox.state, ...containerStates(sandbox)]).toEqual(['stopped', 'stopped']);
    expect(await world.leftovers()).toEqual([]);
  });

  it('fails when the agent breaks the protocol, and keeps the cause', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    const main = sandbox.getContainer('main')!;
    world.agent.lose(new VirtcontainersError('PROTOCOL', 'a frame was too long'));
    expect(await main.wait()).toEqual({ kind: 'unknown', reason: 'a frame was too long' });
    expect([sandbox.state, main.state]).toEqual(['failed', 'stopped']);
    const error = await refusal(sandbox.createContainer(world.container('more')), 'INVALID_STATE');
    expect(error.details['state']).toBe('failed');
    await sandbox.delete();
    expect(await world.leftovers()).toEqual([]);
  });
});

describe('deleteSandbox', () => {
  it.each(['ready', 'running', 'paused', 'stopped', 'failed'] as const)(
    'deletes a %s one, and only once',
    async (state) => {
      await using world = await FakeWorld.make();
      const sandbox = await createSandbox(world.config(), world.options);
      if (state !== 'ready') await sandbox.start();
      if (state === 'paused') await sandbox.pause();
      if (state === 'stopped') await sandbox.stop();
      if (state === 'failed') {
        await world.machine.die();
        await sandbox.getContainer('main')!.wait();
      }
      expect(sandbox.state).toBe(state);
      expect(await deleteSandbox('box', world.options)).toBe(sandbox);
      expect(sandbox.state).toBe('deleted');
      expect(await world.leftovers()).toEqual([]);
      await refusal(deleteSandbox('box', world.options), 'NOT_FOUND');
      await refusal(sandbox.delete(), 'NOT_FOUND');
      await sandbox[Symbol.asyncDispose]();
    },
  );

  it('frees the id, and the old handle does not touch the new sandbox', async () => {
    await using world = await FakeWorld.make();
    const old = await createSandbox(world.config(), world.options);
    await old.delete();
    await using next = await createSandbox(world.config(), world.options);
    await refusal(old.stop(), 'NOT_FOUND');
    await old[Symbol.asyncDispose]();
    expect(next.state).toBe('ready');
  });

  it('deletes by force whatever fails', async () => {
    await using world = await FakeWorld.make();
    const sandbox = await runSandbox(world.config(), world.options);
    world.agent.faults.fail('destroySandbox', fault());
    await refusal(deleteSandbox('box', { ...world.options, force: true }), 'INTERNAL');
    expect(sandbox.state).toBe('deleted');
    expect(await world.leftovers()).toEqual([]);
  });
});

describe('pauseSandbox and resumeSandbox', () => {
  it('stop the CPUs, and bring each container back as it was', async () => {
    await using world = await FakeWorld.make();
    const containers = [world.container('main'), world.container('short', 'true')];
    await using sandbox = await runSandbox({ id: 'box', containers }, world.options);
    await sandbox.getContainer('short')!.wait();
    await pauseSandbox('box', world.options);
    await pauseSandbox('box', world.options);
    expect(world.machine.paused).toBe(true);
    expect([sandbox.state, ...containerStates(sandbox)]).toEqual(['paused', 'paused', 'stopped']);
    await resumeSandbox('box', world.options);
    await resumeSandbox('box', world.options);
    expect(world.machine.paused).toBe(false);
    expect([sandbox.state, ...containerStates(sandbox)]).toEqual(['running', 'running', 'stopped']);
  });

  it('let a container be stopped and deleted while paused', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    const main = sandbox.getContainer('main')!;
    await sandbox.pause();
    await main.stop();
    expect(main.state).toBe('stopped');
    expect([sandbox.state, world.machine.paused]).toEqual(['paused', true]);
    await main.delete();
    expect(world.machine.faults.reached.filter((step) => step !== 'attach')).toEqual([
      ...['pause', 'resume', 'detach', 'pause', 'resume', 'pause'],
    ]);
  });

  it('refuse exec, kill and start while paused', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    await sandbox.pause();
    const main = sandbox.getContainer('main')!;
    expect(() => main.exec(['true'])).toThrow(expect.objectContaining({ code: 'INVALID_STATE' }));
    await refusal(main.kill(), 'INVALID_STATE');
    await refusal(main.start(), 'INVALID_STATE');
    await refusal(sandbox.start(), 'INVALID_STATE');
    expect(sandbox.status().state).toBe('paused');
  });
});

describe('annotations', () => {
  it('are merged, and checked', async () => {
    await using world = await FakeWorld.make();
    const annotations = { 'org.example.a': '1', 'org.example.b': '2' };
    await using sandbox = await createSandbox(world.config({ annotations }), world.options);
    await sandbox.setAnnotations({ 'org.example.b': '3' });
    expect(sandbox.annotations).toEqual({ 'org.example.a': '1', 'org.example.b': '3' });
    expect(sandbox.annotation('org.example.b')).toBe('3');
    await refusal(sandbox.setAnnotations({ plain: '1' }), 'INVALID_ARGUMENT');
    expect(() => sandbox.annotation('org.example.c')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});

/** Handles SIGTERM by going on. */
function stubborn(process: { onSignal(signal: number, handler: () => void): void }): Promise<never> {
  process.onSignal(15, () => undefined);
  return new Promise(() => undefined);
}
