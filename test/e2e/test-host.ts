// SPDX-License-Identifier: Apache-2.0

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ContainerConfigInput, CreateOptions, SandboxConfigInput } from 'virtcontainers';
import { expect, vi } from 'vitest';

import { tinyRootfs } from '../fixtures/tiny-rootfs.js';
import { machineState, type MachineState } from './leftovers.js';

/** Memory of a test's virtual machine in MiB: enough for what tests run, and ten fit into a small host. */
const memoryMib = 256;

/** How long a test may take, in milliseconds: machines without KVM that do other things as well boot slowly. */
const testLimitMs = 120_000;

vi.setConfig({ testTimeout: testLimitMs, hookTimeout: testLimitMs });

/** A store of a test's own on this host. Disposing removes it, once nothing of any sandbox is left. */
export class TestHost implements AsyncDisposable {
  readonly store: string;
  readonly rootFs: string;
  readonly #before: MachineState;

  private constructor(store: string, rootFs: string, before: MachineState) {
    this.store = store;
    this.rootFs = rootFs;
    this.#before = before;
  }

  static async make(): Promise<TestHost> {
    const rootFs = await tinyRootfs();
    const store = await mkdtemp(join(tmpdir(), 'vc-e2e-'));
    return new TestHost(store, rootFs, await machineState(store));
  }

  /** What every call needs to meet this host. */
  get options(): CreateOptions {
    return { store: this.store };
  }

  /** A container from the small userland; it sleeps unless arguments are given. */
  container(id: string, ...args: readonly string[]): ContainerConfigInput {
    return { id, rootFs: this.rootFs, cmd: { args: args.length > 0 ? args : ['sleep', 'infinity'] } };
  }

  /** A sandbox with one container `main`, which sleeps. */
  config(changes: SandboxConfigInput = {}): SandboxConfigInput {
    return { vmConfig: { memory: memoryMib }, containers: [this.container('main')], ...changes };
  }

  /** Fails unless the machine is as it was before: processes, mounts, sockets, directories. */
  async expectNothingLeft(): Promise<void> {
    // A socket that was destroyed is closed in the event loop's next round.
    await new Promise((resolve) => setImmediate(resolve));
    expect(await machineState(this.store)).toEqual(this.#before);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.expectNothingLeft();
    await rm(this.store, { recursive: true });
  }
}
