// SPDX-License-Identifier: Apache-2.0

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { waitForProcessEnd } from '@virtcontainers/native-binding';
import { runSandbox } from 'virtcontainers';
import { describe, expect, it } from 'vitest';

import { pidsOf } from './leftovers.js';
import { TestHost } from './test-host.js';

const owner = fileURLToPath(new URL('sandbox-owner.mjs', import.meta.url));

/** A process that runs a sandbox. Disposing kills it, if it still runs. */
class Owner implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'exit');
  }

  /** Resolves when the sandbox runs. */
  static async start(host: TestHost): Promise<Owner> {
    const config = JSON.stringify(host.config());
    const child = spawn(process.execPath, [owner, host.store, config], { stdio: ['pipe', 'pipe', 'ignore'] });
    const started = new Owner(child);
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'running') return started;
    }
    throw new Error('the owner ended before its sandbox ran');
  }

  /** Ends it by a signal, or by what it is told to do itself. */
  async die(way: NodeJS.Signals | 'exit' | 'throw'): Promise<void> {
    if (way === 'exit' || way === 'throw') this.#child.stdin?.end(way);
    else this.#child.kill(way);
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.die('SIGKILL');
  }
}

const ways = ['SIGKILL', 'SIGTERM', 'SIGSEGV', 'exit', 'throw'] as const;

it.each(ways)('nothing outlives the process that made a sandbox: %s', async (way) => {
  await using host = await TestHost.make();
  await using process = await Owner.start(host);
  const qemu = await pidsOf('qemu-system-x86_64', host.store);
  const guards = await pidsOf('vc-guard', host.store);
  expect(qemu).toHaveLength(1);
  expect(guards.length).toBeGreaterThan(0);
  const ended = Promise.all([...qemu, ...guards].map((pid) => waitForProcessEnd(pid, { timeoutMs: 30_000 })));
  await process.die(way);
  await ended;
});

describe('when the machine dies under a sandbox', () => {
  it.each(['qemu-system-x86_64', 'vc-guard'])('by a killed %s, that is told', async (program) => {
    await using host = await TestHost.make();
    await using sandbox = await runSandbox(host.config(), host.options);
    const main = sandbox.getContainer('main');
    const exec = main?.exec(['sh', '-c', 'echo begun; sleep 1000']);
    await exec?.started;
    const [pid] = await pidsOf(program, host.store);
    process.kill(pid ?? 0, 'SIGKILL');
    expect((await exec)?.exit).toMatchObject({ kind: 'vmDied', hypervisor: { signal: 'SIGKILL' } });
    expect(await main?.wait()).toMatchObject({ kind: 'vmDied' });
    expect(await sandbox.exited).toEqual({ signal: 'SIGKILL' });
    expect([sandbox.state, main?.state]).toEqual(['failed', 'stopped']);
    await host.expectNothingLeft();
    await sandbox.start().catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'INVALID_STATE' });
    });
    await sandbox.stop();
    await sandbox.start();
    expect(main?.state).toBe('running');
  });
});
