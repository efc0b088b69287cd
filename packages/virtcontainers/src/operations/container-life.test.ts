// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError } from '@virtcontainers/core';
import { refusal } from '@virtcontainers/testkit';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../sandbox/sandbox.js';
import { FakeWorld } from '../testing/fake-world.js';
import { createContainer } from './create-container.js';
import { createSandbox } from './create-sandbox.js';
import { deleteContainer } from './delete-container.js';
import { enterContainer } from './enter-container.js';
import { killContainer } from './kill-container.js';
import { runSandbox } from './run-sandbox.js';
import { startContainer } from './start-container.js';
import { statusContainer } from './status-container.js';
import { stopContainer } from './stop-container.js';

async function inSandbox(test: (world: FakeWorld, sandbox: Sandbox) => Promise<void>): Promise<void> {
  await using world = await FakeWorld.make();
  await using sandbox = await runSandbox(world.config(), world.options);
  await test(world, sandbox);
}

describe('createContainer', () => {
  it('adds a container to a running sandbox, without starting it', () =>
    inSandbox(async (world, sandbox) => {
      const { sandbox: same, container } = await createContainer('box', world.container('more'), world.options);
      expect(same).toBe(sandbox);
      expect([container.id, container.state, container.sandbox]).toEqual(['more', 'ready', sandbox]);
      expect(sandbox.getAllContainers().map(({ id }) => id)).toEqual(['main', 'more']);
      expect(world.machine.binds.has('more/rootfs')).toBe(true);
    }));

  it('refuses an id that is taken before anything is touched', () =>
    inSandbox(async (world, sandbox) => {
      const before = world.agent.faults.reached.length;
      await refusal(createContainer('box', world.container('main'), world.options), 'ALREADY_EXISTS');
      expect(world.agent.faults.reached).toHaveLength(before);
      expect(sandbox.getContainer('main')!.state).toBe('running');
    }));

  it.each(['attach', 'createContainer'] as const)('leaves nothing when %s fails', (step) =>
    inSandbox(async (world, sandbox) => {
      const fault = new VirtcontainersError('INTERNAL', 'a fault of the test');
      if (step === 'attach') world.machine.faults.fail(step, fault);
      else world.agent.faults.fail(step, fault);
      const error = await refusal(createContainer('box', world.container('more'), world.options), 'INTERNAL');
      expect(error).toMatchObject({ phase: 'create', report: { agent: 'answering' } });
      expect([...world.machine.binds.keys()]).toEqual(['main/rootfs']);
      expect(sandbox.getContainer('more')).toBeUndefined();
      await createContainer('box', world.container('more'), world.options);
    }),
  );

  it('leaves nothing when it is aborted', () =>
    inSandbox(async (world, sandbox) => {
      const held = world.agent.faults.hold('createContainer');
      const controller = new AbortController();
      const call = sandbox.createContainer(world.container('more'), { signal: controller.signal });
      const refused = refusal(call, 'CANCELLED');
      await held.reached;
      controller.abort();
      expect((await refused).phase).toBe('create');
      expect([...world.machine.binds.keys()]).toEqual(['main/rootfs']);
    }));

  it('refuses a stopped sandbox, and one that is not there', () =>
    inSandbox(async (world, sandbox) => {
      await sandbox.stop();
      await refusal(createContainer('box', world.container('more'), world.options), 'INVALID_STATE');
      await refusal(createContainer('other', world.container('more'), world.options), 'NOT_FOUND');
      await refusal(createContainer('../box', world.container('more'), world.options), 'INVALID_ARGUMENT');
    }));

  it('says which field is wrong', () =>
    inSandbox(async (world, sandbox) => {
      const missing = await refusal(
        sandbox.createContainer({ ...world.container('x'), rootFs: '/no/such' }),
        'NOT_FOUND',
      );
      expect(missing).toMatchObject({ phase: 'validate', details: { path: 'rootFs' } });
      const unbuilt = { ...world.container('x'), deviceInfos: [{ containerPath: '/dev/x', devType: 'c' as const }] };
      expect((await refusal(sandbox.createContainer(unbuilt), 'UNSUPPORTED')).details.path).toBe('deviceInfos');
    }));
});

describe('startContainer', () => {
  it('starts one that was added', () =>
    inSandbox(async (world) => {
      await createContainer('box', world.container('more', 'echo', 'hi'), world.options);
      const container = await startContainer('box', 'more', world.options);
      expect(String(Buffer.concat(await container.stdout.toArray()))).toBe('hi\n');
      expect(await container.wait()).toEqual({ kind: 'exited', code: 0 });
      expect(await statusContainer('box', 'more', world.options)).toMatchObject({
        ...{ state: 'stopped', exit: { kind: 'exited', code: 0 } },
      });
    }));

  it('refuses one that runs, and any of a sandbox that was not started', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await createSandbox(world.config(), world.options);
    await refusal(startContainer('box', 'main', world.options), 'INVALID_STATE');
    await sandbox.start();
    await refusal(startContainer('box', 'main', world.options), 'INVALID_STATE');
    expect(sandbox.getContainer('main')!.state).toBe('running');
  });

  it('makes one that has ended by itself again', () =>
    inSandbox(async (world) => {
      await createContainer('box', world.container('more', 'echo', 'hi'), world.options);
      for (let round = 0; round < 2; round += 1) {
        const container = await startContainer('box', 'more', world.options);
        expect(String(Buffer.concat(await container.stdout.toArray()))).toBe('hi\n');
        await container.wait();
      }
      expect([...world.machine.binds.keys()].sort()).toEqual(['main/rootfs', 'more/rootfs']);
    }));

  it('stops and removes one that does not start', () =>
    inSandbox(async (world, sandbox) => {
      const { container } = await createContainer('box', world.container('more'), world.options);
      const { process } = container;
      world.agent.faults.fail('startContainer', new VirtcontainersError('INTERNAL', 'a fault of the test'));
      const error = await refusal(startContainer('box', 'more', world.options), 'INTERNAL');
      expect(error).toMatchObject({ phase: 'start', details: { containerId: 'more' } });
      expect([sandbox.state, container.state]).toEqual(['running', 'stopped']);
      expect(world.agent.containers.has('more')).toBe(false);
      await refusal(process.wait(), 'INTERNAL');
    }));
});

describe('stopContainer', () => {
  it('stops, removes in the guest, and can be started again', () =>
    inSandbox(async (world, sandbox) => {
      const container = await stopContainer('box', 'main', world.options);
      expect(container.state).toBe('stopped');
      expect(world.agent.containers.size).toBe(0);
      expect(world.machine.binds.size).toBe(0);
      expect(sandbox.state).toBe('running');
      await stopContainer('box', 'main', world.options);
      await startContainer('box', 'main', world.options);
      expect(container.state).toBe('running');
    }));

  it('stops one that was never started', () =>
    inSandbox(async (world) => {
      const { container } = await createContainer('box', world.container('more'), world.options);
      const waiting = refusal(container.wait(), 'INVALID_STATE');
      await stopContainer('box', 'more', world.options);
      await waiting;
      expect(container.state).toBe('stopped');
    }));
});

describe('deleteContainer', () => {
  it.each(['ready', 'stopped', 'ended'] as const)('deletes one that is %s, in the guest too', (state) =>
    inSandbox(async (world, sandbox) => {
      const { container } = await createContainer('box', world.container('more', 'true'), world.options);
      if (state === 'stopped') await container.stop();
      if (state === 'ended') {
        await container.start();
        await container.wait();
      }
      await deleteContainer('box', 'more', world.options);
      expect(container.state).toBe('deleted');
      expect([...world.agent.containers.keys()]).toEqual(['main']);
      expect([...world.machine.binds.keys()]).toEqual(['main/rootfs']);
      expect(sandbox.getContainer('more')).toBeUndefined();
      await refusal(deleteContainer('box', 'more', world.options), 'NOT_FOUND');
    }),
  );

  it('refuses one that runs', () =>
    inSandbox(async (world, sandbox) => {
      await refusal(deleteContainer('box', 'main', world.options), 'INVALID_STATE');
      expect(sandbox.getContainer('main')!.state).toBe('running');
    }));

  it('works in a stopped sandbox', () =>
    inSandbox(async (world, sandbox) => {
      await sandbox.stop();
      await deleteContainer('box', 'main', world.options);
      expect(sandbox.getAllContainers()).toEqual([]);
    }));
});

describe('enterContainer', () => {
  it('starts a further process with its input open', () =>
    inSandbox(async (world, sandbox) => {
      const entered = await enterContainer('box', 'main', { args: ['cat'] }, world.options);
      expect([entered.sandbox, entered.container.id]).toEqual([sandbox, 'main']);
      const { process } = entered;
      expect(process.token).not.toBe('main');
      expect(process.startTime).toBeInstanceOf(Date);
      process.stdin.end('hello');
      expect(String(Buffer.concat(await process.stdout.toArray()))).toBe('hello');
      expect(await process.wait()).toEqual({ kind: 'exited', code: 0 });
    }));

  it('refuses a container that does not run', () =>
    inSandbox(async (world) => {
      await createContainer('box', world.container('more'), world.options);
      await refusal(enterContainer('box', 'more', { args: ['true'] }, world.options), 'INVALID_STATE');
      await refusal(enterContainer('box', 'none', { args: ['true'] }, world.options), 'NOT_FOUND');
    }));

  it('refuses a missing program', () =>
    inSandbox(async (world) => {
      const error = await refusal(enterContainer('box', 'main', { args: ['/no/such'] }, world.options), 'NOT_FOUND');
      expect(error.phase).toBe('start');
    }));
});

describe('killContainer', () => {
  it('signals the init process, or all', () =>
    inSandbox(async (world, sandbox) => {
      await killContainer('box', 'main', 'SIGWINCH', false, world.options);
      expect(world.agent.process('main').signals).toEqual([28]);
      await killContainer('box', 'main', 9, true, world.options);
      const exit = { kind: 'signaled', signal: 'SIGKILL' };
      expect(await sandbox.getContainer('main')!.wait()).toEqual(exit);
      expect(await statusContainer('box', 'main', world.options)).toMatchObject({ state: 'stopped', exit });
    }));

  it('of a dead container succeeds with SIGKILL only', () =>
    inSandbox(async (world, sandbox) => {
      await killContainer('box', 'main', 'SIGKILL', false, world.options);
      await sandbox.getContainer('main')!.wait();
      await killContainer('box', 'main', 'SIGKILL', false, world.options);
      await refusal(killContainer('box', 'main', 'SIGTERM', false, world.options), 'NOT_FOUND');
    }));

  it('refuses signals that do not exist', () =>
    inSandbox(async (world) => {
      await refusal(killContainer('box', 'main', 'SIGNOTHING', false, world.options), 'INVALID_ARGUMENT');
      await refusal(killContainer('box', 'main', 0, false, world.options), 'INVALID_ARGUMENT');
    }));
});

describe('ids', () => {
  it('are checked, sandbox first, before anything is looked up', async () => {
    await using world = await FakeWorld.make();
    await refusal(statusContainer('', 'x', world.options), 'INVALID_ARGUMENT');
    await refusal(statusContainer('unknown', '', world.options), 'INVALID_ARGUMENT');
    await refusal(statusContainer('unknown', 'x', world.options), 'NOT_FOUND');
  });
});
