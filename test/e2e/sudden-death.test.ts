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

/** Runs a process that runs a sandbox; resolves when it does. */
async function startOwner(host: TestHost): Promise<ChildProcess> {
  const config = JSON.stringify(host.config());
  const child = spawn(process.execPath, [owner, host.store, config], { stdio: ['pipe', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'running') return child;
  }
  throw new Error('the owner ended before its sandbox ran');
}

describe('when the process that made a sandbox dies, nothing outlives it', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGSEGV'] as const)('by %s', { timeout: 120_000 }, async (signal) => {
    await using host = await TestHost.make();
    const child = await startOwner(host);
    const helpers = [...(await pidsOf('qemu-system-x86_64', host.store)), ...(await pidsOf('vc-guard', host.store))];
    expect(helpers).toHaveLength(2);
    const ended = Promise.all(helpers.map((pid) => waitForProcessEnd(pid, { timeoutMs: 30_000 })));
    child.kill(signal);
    await once(child, 'exit');
    await ended;
  });

  it.each(['exit', 'throw'])('by its own %s', { timeout: 120_000 }, async (way) => {
    await using host = await TestHost.make();
    const child = await startOwner(host);
    const helpers = [...(await pidsOf('qemu-system-x86_64', host.store)), ...(await pidsOf('vc-guard', host.store))];
    const ended = Promise.all(helpers.map((pid) => waitForProcessEnd(pid, { timeoutMs: 30_000 })));
    child.stdin?.end(way);
    await once(child, 'exit');
    await ended;
  });
});

describe('when the machine dies under a sandbox', () => {
  it.each(['qemu-system-x86_64', 'vc-guard'])('by a killed %s, that is told', { timeout: 120_000 }, async (program) => {
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
