// SPDX-License-Identifier: Apache-2.0

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HypervisorConfigInput, type VirtualMachineSpec, parseHypervisorConfig } from '@virtcontainers/core';

/** A specification with files of its own in a temporary directory. */
export class MachineFixture implements AsyncDisposable {
  /** The directory that holds everything of it. */
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  /** Makes a directory with a kernel of the given content and an initramfs that nothing reads. */
  static async make(kernel: Buffer): Promise<MachineFixture> {
    const directory = await mkdtemp(join(tmpdir(), 'qemu-'));
    await writeFile(join(directory, 'vmlinux'), kernel);
    await writeFile(join(directory, 'initrd'), '070701');
    return new MachineFixture(directory);
  }

  get runDir(): string {
    return join(this.directory, 'state', 'box');
  }

  /** A specification of a small machine under TCG. */
  spec(config: HypervisorConfigInput = {}, overrides: Partial<VirtualMachineSpec> = {}): VirtualMachineSpec {
    const parsed = parseHypervisorConfig({ accelerator: 'tcg', ...config });
    return {
      sandboxId: 'box',
      config: parsed,
      guest: {
        kernelPath: join(this.directory, 'vmlinux'),
        initrdPath: join(this.directory, 'initrd'),
        kernelParams: [],
      },
      vcpus: 1,
      memoryMib: 64,
      runDir: this.runDir,
      ...overrides,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.directory, { recursive: true });
  }
}
