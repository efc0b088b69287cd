// SPDX-License-Identifier: Apache-2.0

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SandboxConfigInput, VirtcontainersError } from '@virtcontainers/core';
import { refusal } from '@virtcontainers/testkit';
import { describe, expect, it } from 'vitest';
import { FakeWorld } from '../testing/fake-world.js';
import { createSandbox } from './create-sandbox.js';
import { deleteSandbox } from './delete-sandbox.js';
import { listSandbox } from './list-sandbox.js';
import { statusSandbox } from './status-sandbox.js';

const fault = new VirtcontainersError('UNAVAILABLE', 'a fault of the test');

describe('createSandbox', () => {
  it('boots the machine and creates every container, and starts none', async () => {
    await using world = await FakeWorld.make();
    const containers = [world.container('one'), world.container('two')];
    await using sandbox = await createSandbox({ id: 'box', containers }, world.options);
    expect(sandbox.state).toBe('ready');
    expect(sandbox.getAllContainers().map(({ id, state }) => [id, state])).toEqual([
      ['one', 'ready'],
      ['two', 'ready'],
    ]);
    expect([...world.agent.containers.keys()].sort()).toEqual(['one', 'two']);
    expect(world.agent.faults.reached).not.toContain('startContainer');
  });

  it('tells the guest its name, and where its files come through', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await createSandbox(world.config({ hostname: 'web.example' }), world.options);
    expect(world.agent.sandbox).toMatchObject({
      sandboxId: sandbox.id,
      hostname: 'web.example',
      share: { tag: 'kataShared' },
    });
    expect(world.machine.binds.get('main/rootfs')).toEqual({ source: world.rootFs, readOnly: false });
    expect(world.agent.containers.get('main')).toMatchObject({ request: { rootfsName: 'main/rootfs' } });
  });

  it('gives the machine what vmConfig says, before what the hypervisor configuration says', async () => {
    await using world = await FakeWorld.make();
    const config = world.config({ vmConfig: { vcpus: 3 }, hypervisorConfig: { numVCPUs: 2, memorySize: 300 } });
    await using sandbox = await createSandbox(config, world.options);
    expect(world.machine.spec).toMatchObject({ sandboxId: sandbox.id, vcpus: 3, memoryMib: 300 });
    expect(world.machine.spec.runDir).toBe(join(world.store, 'box'));
  });

  it('makes ids where none are given', async () => {
    await using world = await FakeWorld.make();
    const { rootFs, cmd } = world.container('unused');
    await using sandbox = await createSandbox({ containers: [{ rootFs, cmd }] }, world.options);
    expect(sandbox.id).toMatch(/^sandbox-/u);
    expect(sandbox.getAllContainers()[0]!.id).toMatch(/^container-/u);
  });

  it('keeps the boot timeline', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await createSandbox(world.config(), world.options);
    const { timeline, agent, accelerator } = sandbox.bootReport;
    expect(timeline.map(({ phase }) => phase)).toEqual(['validate', 'prepare', 'launch', 'boot', 'sandbox', 'create']);
    expect({ agent, accelerator }).toEqual({ agent: 'answering', accelerator: 'tcg' });
  });

  describe('refuses what is wrong before anything is made', () => {
    const cases: [string, (world: FakeWorld) => SandboxConfigInput, string, string][] = [
      ['an unknown field', () => ({ nonsense: 1 }) as SandboxConfigInput, 'INVALID_ARGUMENT', 'nonsense'],
      [
        'a value of the wrong type',
        (world) => world.config({ vmConfig: { memory: '1G' as unknown as number } }),
        'INVALID_ARGUMENT',
        'vmConfig.memory',
      ],
      [
        'a rootfs that does not exist',
        (world) => ({ containers: [{ ...world.container('main'), rootFs: '/no/such/directory' }] }),
        'NOT_FOUND',
        'containers[0].rootFs',
      ],
      [
        'a rootfs that is a file',
        (world) => ({ containers: [{ ...world.container('main'), rootFs: world.kernelPath }] }),
        'INVALID_ARGUMENT',
        'containers[0].rootFs',
      ],
      [
        'a bind source that does not exist',
        (world) => ({
          containers: [{ ...world.container('main'), mounts: [{ source: '/no/such/file', destination: '/mnt' }] }],
        }),
        'NOT_FOUND',
        'containers[0].mounts[0].source',
      ],
      [
        'too little memory for the embedded guest',
        () => ({ vmConfig: { memory: 95 } }),
        'INVALID_ARGUMENT',
        'vmConfig.memory',
      ],
      [
        'too little memory for the embedded guest, by the hypervisor configuration',
        () => ({ hypervisorConfig: { memorySize: 64 } }),
        'INVALID_ARGUMENT',
        'hypervisorConfig.memorySize',
      ],
      [
        'a kernel that does not exist',
        (world) => ({ hypervisorConfig: { kernelPath: '/no/kernel', initrdPath: world.initrdPath } }),
        'NOT_FOUND',
        'hypervisorConfig.kernelPath',
      ],
      [
        'an image and an initrd',
        (world) => ({
          hypervisorConfig: { kernelPath: world.kernelPath, imagePath: world.initrdPath, initrdPath: world.initrdPath },
        }),
        'INVALID_ARGUMENT',
        'hypervisorConfig.initrdPath',
      ],
      [
        'an image that is no initramfs',
        (world) => ({ hypervisorConfig: { kernelPath: world.kernelPath, imagePath: world.initrdPath } }),
        'UNSUPPORTED',
        'hypervisorConfig.imagePath',
      ],
      [
        'what is not built yet',
        (world) => world.config({ hypervisorConfig: { hugePages: true } }),
        'UNSUPPORTED',
        'hypervisorConfig.hugePages',
      ],
    ];

    it.each(cases)('%s', async (_name, config, code, path) => {
      await using world = await FakeWorld.make();
      const error = await createSandbox(config(world), world.options).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(VirtcontainersError);
      expect(error).toMatchObject({ code, details: { path, remedy: expect.any(String) as unknown } });
      expect(['validate', 'prepare']).toContain((error as VirtcontainersError).phase);
      expect(world.hypervisor.faults.reached).toEqual([]);
      expect(await listSandbox(world.options)).toEqual([]);
      expect(await world.leftovers()).toEqual([]);
    });
  });

  it('boots an initramfs given as imagePath', async () => {
    await using world = await FakeWorld.make();
    await writeFile(world.initrdPath, '070701 and so on');
    const hypervisorConfig = { kernelPath: world.kernelPath, imagePath: world.initrdPath };
    await using sandbox = await createSandbox(world.config({ hypervisorConfig }), world.options);
    expect(world.machine.spec).toMatchObject({ sandboxId: sandbox.id, guest: { initrdPath: world.initrdPath } });
  });

  it('refuses a store so deep that a socket in it would have 108 bytes', async () => {
    await using world = await FakeWorld.make();
    const store = `/tmp/${'d'.repeat(108 - '/tmp//box/qmp.sock'.length)}`;
    const error = await refusal(createSandbox(world.config(), { ...world.options, store }), 'INVALID_ARGUMENT');
    expect(error).toMatchObject({ phase: 'validate', details: { path: 'store' } });
    expect(error.message).toContain('108');
    expect(world.hypervisor.faults.reached).toEqual([]);
  });

  it('refuses a lifetime that is not built yet', async () => {
    await using world = await FakeWorld.make();
    const error = await refusal(
      createSandbox(world.config(), { ...world.options, lifetime: 'detached' }),
      'UNSUPPORTED',
    );
    expect(error.details.path).toBe('lifetime');
  });

  describe('leaves nothing when a step fails', () => {
    const hypervisorSteps = [
      ['launch', 'launch'],
      ['monitor', 'launch'],
    ] as const;
    const agentSteps = [
      ['check', 'boot'],
      ['createSandbox', 'sandbox'],
      ['createContainer', 'create'],
    ] as const;

    it.each(hypervisorSteps)('%s', async (step, phase) => {
      await using world = await FakeWorld.make();
      world.hypervisor.faults.fail(step, fault);
      const error = await refusal(createSandbox(world.config(), world.options), 'UNAVAILABLE');
      expect(error.phase).toBe(phase);
      expect(await listSandbox(world.options)).toEqual([]);
      expect(await world.leftovers()).toEqual([]);
    });

    it.each(agentSteps)('%s', async (step, phase) => {
      await using world = await FakeWorld.make();
      world.prepareAgent = (agent) => {
        agent.faults.fail(step, new VirtcontainersError('INTERNAL', 'a fault of the test'));
      };
      const error = await refusal(createSandbox(world.config(), world.options), 'INTERNAL');
      expect(error.phase).toBe(phase);
      expect(error.report?.timeline.at(-1)?.phase).toBe(phase);
      expect(await listSandbox(world.options)).toEqual([]);
      expect(await world.leftovers()).toEqual([]);
    });

    it('attaching a root file system', async () => {
      await using world = await FakeWorld.make();
      world.prepareAgent = () => {
        world.machine.faults.fail('attach', new VirtcontainersError('PERMISSION_DENIED', 'a fault of the test'));
      };
      const error = await refusal(createSandbox(world.config(), world.options), 'PERMISSION_DENIED');
      expect(error.phase).toBe('boot');
      expect(await world.leftovers()).toEqual([]);
    });

    it('one of several containers', async () => {
      await using world = await FakeWorld.make();
      const containers = [world.container('good'), world.container('bad', '/no/such/program')];
      const error = await refusal(createSandbox({ containers }, world.options), 'NOT_FOUND');
      expect(error).toMatchObject({ phase: 'create', details: { containerId: 'bad' } });
      expect(await world.leftovers()).toEqual([]);
    });
  });

  describe('leaves nothing when it is aborted', () => {
    it.each(['launch', 'monitor'] as const)('in %s', async (step) => {
      await using world = await FakeWorld.make();
      const held = world.hypervisor.faults.hold(step);
      const controller = new AbortController();
      const call = refusal(createSandbox(world.config(), { ...world.options, signal: controller.signal }), 'CANCELLED');
      await held.reached;
      controller.abort(new Error('enough'));
      const error = await call;
      expect(error.phase).toBe('launch');
      expect(await listSandbox(world.options)).toEqual([]);
      expect(await world.leftovers()).toEqual([]);
    });

    it.each(['check', 'createSandbox', 'createContainer'] as const)('in the guest: %s', async (step) => {
      await using world = await FakeWorld.make();
      const controller = new AbortController();
      world.prepareAgent = (agent) => {
        void agent.faults.hold(step).reached.then(() => {
          controller.abort(new Error('enough'));
        });
      };
      const call = createSandbox(world.config(), { ...world.options, signal: controller.signal });
      const error = await refusal(call, 'CANCELLED');
      expect(error.report?.agent).toBe(step === 'check' ? 'connected' : 'answering');
      expect(await listSandbox(world.options)).toEqual([]);
      expect(await world.leftovers()).toEqual([]);
    });

    it('before it begins', async () => {
      await using world = await FakeWorld.make();
      await refusal(createSandbox(world.config(), { ...world.options, signal: AbortSignal.abort() }), 'CANCELLED');
      expect(world.hypervisor.faults.reached).toEqual([]);
    });
  });

  it('gives up an agent that never answers when the time is up', async () => {
    await using world = await FakeWorld.make();
    world.prepareAgent = (agent) => {
      agent.faults.hold('check');
    };
    const error = await refusal(createSandbox(world.config(), { ...world.options, timeoutMs: 50 }), 'TIMEOUT');
    expect(error).toMatchObject({ phase: 'boot', report: { agent: 'connected' } });
    expect(await world.leftovers()).toEqual([]);
  });

  it('tells that the machine ended, with its report', async () => {
    await using world = await FakeWorld.make();
    world.prepareAgent = (agent) => {
      const { machine } = world;
      machine.panicked = true;
      machine.consoleTail = 'Kernel panic - not syncing';
      void agent.faults.hold('check').reached.then(() => machine.die({ code: 0 }));
    };
    const error = await refusal(createSandbox(world.config(), world.options), 'UNAVAILABLE');
    expect(error).toMatchObject({
      phase: 'boot',
      message: expect.stringContaining('panicked') as unknown,
      report: { panicked: true, exit: { code: 0 }, consoleTail: 'Kernel panic - not syncing', agent: 'connected' },
    });
    expect(await world.leftovers()).toEqual([]);
  });

  it('lets only one of two creates with one id through, and the other touches nothing', async () => {
    await using world = await FakeWorld.make();
    const calls = [createSandbox(world.config(), world.options), createSandbox(world.config(), world.options)];
    const results = await Promise.allSettled(calls);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'ALREADY_EXISTS' });
    expect((await statusSandbox('box', world.options)).state).toBe('ready');
    expect(world.hypervisor.machines).toHaveLength(1);
    await deleteSandbox('box', world.options);
    expect(await world.leftovers()).toEqual([]);
  });
});
