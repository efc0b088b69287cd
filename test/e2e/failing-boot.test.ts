// SPDX-License-Identifier: Apache-2.0

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedGuest } from '@virtcontainers/guest';
import { refusal } from '@virtcontainers/testkit';
import { listSandbox, runSandbox, type HypervisorConfigInput, type VirtcontainersError } from 'virtcontainers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { pidsOf } from './leftovers.js';
import { writeSilentInitramfs } from './silent-guest.js';
import { TestHost } from './test-host.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'vc-e2e-boot-'));
});
afterAll(() => rm(scratch, { recursive: true }));

/** Expects a sandbox not to come up, and nothing of it to be left. */
async function failedRun(
  host: TestHost,
  hypervisorConfig: HypervisorConfigInput,
  codes: readonly [VirtcontainersError['code']],
  options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<VirtcontainersError> {
  const call = runSandbox(host.config({ hypervisorConfig }), { ...host.options, ...options });
  const error = await refusal(call, ...codes);
  expect(await listSandbox(host.options)).toEqual([]);
  await host.expectNothingLeft();
  return error;
}

const silent = async (host: TestHost): Promise<HypervisorConfigInput> => {
  const initrdPath = join(scratch, 'silent.cpio');
  await writeSilentInitramfs(initrdPath, host.rootFs);
  return { kernelPath: (await embeddedGuest()).kernelPath, initrdPath };
};

describe('a sandbox does not come up', () => {
  it('without its kernel', async () => {
    await using host = await TestHost.make();
    const { initrdPath } = await embeddedGuest();
    const error = await failedRun(host, { kernelPath: '/no/such/kernel', initrdPath }, ['NOT_FOUND']);
    expect(error).toMatchObject({ phase: 'validate', details: { path: 'hypervisorConfig.kernelPath' } });
    expect(error.details.remedy).toBeDefined();
  });

  it('from a kernel that is none', async () => {
    await using host = await TestHost.make();
    const { initrdPath } = await embeddedGuest();
    const kernelPath = join(scratch, 'no-kernel');
    await writeFile(kernelPath, 'this is no kernel');
    const error = await failedRun(host, { kernelPath, initrdPath }, ['INVALID_ARGUMENT']);
    expect(error.details.path).toBe('hypervisorConfig.kernelPath');
  });

  it('without QEMU, and says which package has it', async () => {
    await using host = await TestHost.make();
    const before = process.env['PATH'];
    process.env['PATH'] = scratch;
    try {
      const error = await failedRun(host, {}, ['NOT_FOUND']);
      expect(error.details.path).toBe('hypervisorConfig.hypervisorPath');
      expect(error.details.remedy).toContain('qemu-system-x86');
    } finally {
      process.env['PATH'] = before;
    }
  });

  it('when QEMU refuses its arguments', async () => {
    await using host = await TestHost.make();
    const hypervisorParams = [{ key: 'device', value: 'no-such-device' }];
    const error = await failedRun(host, { hypervisorParams }, ['UNAVAILABLE']);
    expect(error.phase).toBe('launch');
    expect(error.report?.stderrTail).toContain('no-such-device');
    expect(error.report?.exit?.code).not.toBe(0);
    expect(error.report?.command[0]).toMatch(/qemu-system-x86_64$/u);
  });

  it('when the guest kernel panics', async () => {
    await using host = await TestHost.make();
    const initrdPath = join(scratch, 'empty.cpio');
    await writeFile(initrdPath, `070701${'0'.repeat(104)}`);
    const { kernelPath } = await embeddedGuest();
    const error = await failedRun(host, { kernelPath, initrdPath }, ['UNAVAILABLE']);
    expect(error.phase).toBe('boot');
    expect(error.report).toMatchObject({ panicked: true, agent: 'connected' });
    expect(error.report?.consoleTail).toContain('Kernel panic');
    expect(error.report?.timeline.map(({ phase }) => phase)).toEqual(['validate', 'prepare', 'launch', 'boot']);
  });

  it('when QEMU dies while the guest boots', async () => {
    await using host = await TestHost.make();
    const config = await silent(host);
    const killed = new AbortController();
    // The signal never fires: looking for the process ends when the call has failed.
    const call = failedRun(host, config, ['UNAVAILABLE']).finally(() => {
      killed.abort();
    });
    const pid = await firstPid(host, killed.signal);
    process.kill(pid, 'SIGKILL');
    const error = await call;
    expect(error.phase).toMatch(/^(launch|boot)$/u);
    expect(error.report?.exit).toEqual({ signal: 'SIGKILL' });
  });

  it('when the agent never answers', async () => {
    await using host = await TestHost.make();
    const error = await failedRun(host, await silent(host), ['TIMEOUT'], { timeoutMs: 8_000 });
    expect(error.phase).toBe('boot');
    expect(error.report).toMatchObject({ agent: 'connected', panicked: false });
    expect(error.report?.consoleTail).toContain('the init of the test runs');
  });
});

/** The process id of the host's QEMU, once there is one. */
async function firstPid(host: TestHost, signal: AbortSignal): Promise<number> {
  while (!signal.aborted) {
    const [pid] = await pidsOf('qemu-system-x86_64', host.store);
    if (pid !== undefined) return pid;
  }
  throw new Error('qemu was never seen');
}
