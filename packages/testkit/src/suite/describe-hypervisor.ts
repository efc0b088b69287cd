// SPDX-License-Identifier: Apache-2.0

import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  parseHypervisorConfig,
  ResourceStack,
  type Hypervisor,
  type HypervisorConfigInput,
  type VirtualMachineSpec,
} from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { refusal } from './refusal.js';
import { scratchDir } from './scratch-dir.js';

/** A hypervisor under test, and what it boots. */
export interface HypervisorFixture extends AsyncDisposable {
  readonly hypervisor: Hypervisor;
  /** A guest that boots. */
  readonly guest: VirtualMachineSpec['guest'];
  /** Configuration of the machines. Default: `{}`. */
  readonly config?: HypervisorConfigInput;
  readonly memoryMib: number;
}

/** What every {@link Hypervisor} promises. */
export function describeHypervisor(name: string, makeFixture: () => Promise<HypervisorFixture>): void {
  async function setUp() {
    const scratch = await scratchDir();
    const fixture = await makeFixture();
    const { hypervisor, guest, memoryMib, config = {} } = fixture;
    const runDir = join(scratch.path, 'run');
    const checked = parseHypervisorConfig(config);
    const spec: VirtualMachineSpec = { sandboxId: 'suite', config: checked, guest, vcpus: 1, memoryMib, runDir };
    const owner = new ResourceStack();
    owner.use(scratch);
    owner.use(fixture);
    return { hypervisor, spec, path: scratch.path, [Symbol.asyncDispose]: () => owner[Symbol.asyncDispose]() };
  }

  describe(`${name} as a hypervisor`, () => {
    it('plans without touching the machine', async () => {
      await using test = await setUp();
      const plan = await test.hypervisor.plan(test.spec);
      expect(plan.command.length).toBeGreaterThan(1);
      expect(['kvm', 'tcg']).toContain(plan.accelerator);
      expect(existsSync(test.spec.runDir)).toBe(false);
    });

    it.each(['kernelPath', 'initrdPath'] as const)(
      'refuses a %s that is not there, and leaves nothing',
      async (field) => {
        await using test = await setUp();
        const path = join(test.path, 'missing');
        const spec = { ...test.spec, guest: { ...test.spec.guest, [field]: path } };
        await refusal(test.hypervisor.plan(spec), 'NOT_FOUND');
        const error = await refusal(test.hypervisor.boot(spec), 'NOT_FOUND');
        expect(error.details.path).toBe(`hypervisorConfig.${field}`);
        expect(existsSync(spec.runDir)).toBe(false);
      },
    );

    it('boots, says what it is, and leaves nothing when it is disposed of', async () => {
      await using test = await setUp();
      const vm = await test.hypervisor.boot(test.spec);
      expect(vm.pid).toBeGreaterThan(1);
      expect(vm.report().command.length).toBeGreaterThan(1);
      expect(vm.report()).not.toHaveProperty('exit');
      await vm[Symbol.asyncDispose]();
      await vm[Symbol.asyncDispose]();
      expect(vm.report().exit).toEqual(await vm.exit);
      expect(existsSync(test.spec.runDir)).toBe(false);
    });

    it('ends at a stop, which is repeatable, and tells how', async () => {
      await using test = await setUp();
      await using vm = await test.hypervisor.boot(test.spec);
      const exit = await vm.stop();
      expect(Object.keys(exit)).toHaveLength(1);
      expect(await vm.stop()).toEqual(exit);
      expect(await vm.exit).toEqual(exit);
      expect(existsSync(test.spec.runDir)).toBe(false);
    });

    it('offers a transport of the kind that it plans', async () => {
      await using test = await setUp();
      const plan = await test.hypervisor.plan(test.spec);
      await using vm = await test.hypervisor.boot(test.spec);
      expect(vm.transport.kind).toBe(plan.transport);
      const stream = await vm.transport.dial();
      stream.destroy();
    });

    it('boots nothing when the caller has given up already', async () => {
      await using test = await setUp();
      await refusal(test.hypervisor.boot(test.spec, { signal: AbortSignal.abort() }), 'CANCELLED');
      expect(existsSync(test.spec.runDir)).toBe(false);
    });

    it('shares host directories and files, where it can', async () => {
      await using test = await setUp();
      await using vm = await test.hypervisor.boot(test.spec);
      if (vm.share === undefined) return;
      await mkdir(join(test.path, 'source'));
      await writeFile(join(test.path, 'file'), 'content');
      await vm.share.attach(join(test.path, 'source'), 'box/rootfs');
      await vm.share.attach(join(test.path, 'file'), 'box/file', { readOnly: true });
      await refusal(vm.share.attach(join(test.path, 'file'), 'box/rootfs'), 'ALREADY_EXISTS');
      await refusal(vm.share.attach(join(test.path, 'nothing'), 'other'), 'NOT_FOUND');
      await refusal(vm.share.attach(join(test.path, 'file'), '../escape'), 'INVALID_ARGUMENT');
      await vm.share.detach('box/rootfs');
      await refusal(vm.share.detach('box/rootfs'), 'NOT_FOUND');
    });

    it('pauses and resumes its CPUs, where it can', async () => {
      await using test = await setUp();
      await using vm = await test.hypervisor.boot(test.spec);
      if (vm.cpus === undefined) return;
      await vm.cpus.pause();
      await vm.cpus.pause();
      await vm.cpus.resume();
      await vm.cpus.resume();
      expect(vm.report()).not.toHaveProperty('exit');
    });

    it('can be stopped while its CPUs stand still', async () => {
      await using test = await setUp();
      await using vm = await test.hypervisor.boot(test.spec);
      await vm.cpus?.pause();
      await vm.stop();
      expect(existsSync(test.spec.runDir)).toBe(false);
    });
  });
}
