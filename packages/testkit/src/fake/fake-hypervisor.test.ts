// SPDX-License-Identifier: Apache-2.0

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseHypervisorConfig, VirtcontainersError, type VirtualMachineSpec } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { describeHypervisor } from '../suite/describe-hypervisor.js';
import { refusal } from '../suite/refusal.js';
import { scratchDir } from '../suite/scratch-dir.js';
import { FakeHypervisor } from './fake-hypervisor.js';

const guest = { kernelPath: process.execPath, initrdPath: process.execPath, kernelParams: ['quiet'] };

describeHypervisor('FakeHypervisor', () =>
  Promise.resolve({
    hypervisor: new FakeHypervisor(),
    guest,
    memoryMib: 64,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),
);

async function setUp() {
  const scratch = await scratchDir();
  const hypervisor = new FakeHypervisor({ transport: 'vsock' });
  const runDir = join(scratch.path, 'run');
  const config = parseHypervisorConfig({});
  const spec: VirtualMachineSpec = { sandboxId: 's', config, guest, vcpus: 1, memoryMib: 64, runDir };
  return { hypervisor, spec, path: scratch.path, [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose]() };
}

describe('FakeHypervisor', () => {
  it.each(['launch', 'monitor'] as const)('leaves nothing when it fails at %s', async (step) => {
    await using test = await setUp();
    test.hypervisor.faults.fail(step, new VirtcontainersError('UNAVAILABLE', 'no'));
    await refusal(test.hypervisor.boot(test.spec), 'UNAVAILABLE');
    expect(test.hypervisor.machines).toEqual([]);
    expect(existsSync(test.spec.runDir)).toBe(false);
  });

  it('is cut off where it is held up, and leaves nothing', async () => {
    await using test = await setUp();
    const held = test.hypervisor.faults.hold('monitor');
    const controller = new AbortController();
    const boot = refusal(test.hypervisor.boot(test.spec, { signal: controller.signal }), 'CANCELLED');
    await held.reached;
    expect(existsSync(test.spec.runDir)).toBe(true);
    controller.abort();
    await boot;
    expect(existsSync(test.spec.runDir)).toBe(false);
  });

  it('has machines that die, and say how', async () => {
    await using test = await setUp();
    const vm = await test.hypervisor.boot(test.spec);
    vm.consoleTail = 'Kernel panic';
    vm.panicked = true;
    await vm.die({ code: 0 });
    expect(await vm.exit).toEqual({ code: 0 });
    expect(vm.ended).toBe(true);
    expect(vm.report()).toMatchObject({ panicked: true, consoleTail: 'Kernel panic', exit: { code: 0 } });
    await refusal(vm.transport.dial(), 'UNAVAILABLE');
    expect(await vm.stop()).toEqual({ code: 0 });
  });

  it('knows what is shared and whether its CPUs stand still', async () => {
    await using test = await setUp();
    await using vm = await test.hypervisor.boot(test.spec);
    const source = join(test.path, 'file');
    await writeFile(source, '');
    await vm.share.attach(source, 'name', { readOnly: true });
    expect([...vm.binds]).toEqual([['name', { source, readOnly: true }]]);
    await vm.cpus.pause();
    expect(vm.paused).toBe(true);
    vm.faults.fail('stop', new VirtcontainersError('INTERNAL', 'stuck'));
    await refusal(vm.stop(), 'INTERNAL');
    expect(vm.ended).toBe(false);
    expect(await vm.stop({ graceMs: 1 })).toEqual({ code: 0 });
  });
});
