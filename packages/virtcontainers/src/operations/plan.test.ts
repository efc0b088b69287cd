// SPDX-License-Identifier: Apache-2.0

import { join } from 'node:path';
import { refusal } from '@virtcontainers/testkit';
import { describe, expect, it } from 'vitest';
import { FakeWorld } from '../testing/fake-world.js';
import { plan } from './plan.js';

describe('plan', () => {
  it('says what would be done, and does nothing', async () => {
    await using world = await FakeWorld.make();
    const planned = await plan(world.config({ vmConfig: { vcpus: 2, memory: 512 } }), world.options);
    expect(planned.config).toMatchObject({ id: 'box', hypervisorType: 'qemu', hypervisorConfig: { memorySize: 2048 } });
    expect(planned.runDir).toBe(join(world.store, 'box'));
    expect(planned.machine).toMatchObject({ accelerator: 'tcg', kernelCommandLine: 'quiet' });
    expect(planned.machine.command).toContain('memoryMib=512');
    expect(planned.containers).toMatchObject([
      {
        id: 'main',
        spec: {
          hostname: 'box',
          process: { args: ['sleep', '1000'], cwd: '/' },
          root: { path: '/run/kata-containers/shared/containers/main/rootfs', readonly: false },
        },
      },
    ]);
    expect(world.hypervisor.faults.reached).toEqual(['plan']);
    expect(await world.leftovers()).toEqual([]);
  });

  it('shows where bind mounts come from in the guest', async () => {
    await using world = await FakeWorld.make();
    const mounts = [
      { type: 'tmpfs', destination: '/scratch' },
      { source: world.kernelPath, destination: '/kernel', readOnly: true },
    ];
    const { containers } = await plan({ containers: [{ ...world.container('main'), mounts }] }, world.options);
    expect(containers[0]?.spec.mounts).toContainEqual(
      expect.objectContaining({
        destination: '/kernel',
        source: '/run/kata-containers/shared/containers/main/mount-1',
      }),
    );
  });

  it('refuses what createSandbox refuses', async () => {
    await using world = await FakeWorld.make();
    const error = await refusal(plan({ hostname: 'not a hostname' }, world.options), 'INVALID_ARGUMENT');
    expect(error).toMatchObject({ phase: 'validate', details: { path: 'hostname' } });
    await refusal(plan(world.config(), { ...world.options, store: 'relative' }), 'INVALID_ARGUMENT');
    await refusal(plan(world.config(), { ...world.options, signal: AbortSignal.abort() }), 'CANCELLED');
  });
});
