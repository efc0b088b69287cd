// SPDX-License-Identifier: Apache-2.0

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusal } from '@virtcontainers/testkit';
import {
  createContainer,
  createSandbox,
  deleteContainer,
  deleteSandbox,
  listSandbox,
  pauseSandbox,
  resumeSandbox,
  startContainer,
  startSandbox,
  stopContainer,
  stopSandbox,
} from 'virtcontainers';
import { expect, it } from 'vitest';

import { cloneRootfs } from '../fixtures/clone-rootfs.js';
import { useSandbox } from './shared-sandbox.js';
import { TestHost } from './test-host.js';

const textOf = (chunks: readonly Buffer[]) => String(Buffer.concat(chunks));

it('goes from created to deleted, and is booted again in between', { timeout: 240_000 }, async () => {
  await using host = await TestHost.make();
  const containers = [host.container('main'), host.container('short', 'sh', '-c', 'echo hello; echo there >&2')];
  const sandbox = await createSandbox(host.config({ id: 'box', hostname: 'web', containers }), host.options);
  expect(sandbox.state).toBe('ready');
  const main = sandbox.getContainer('main');
  const short = sandbox.getContainer('short');

  await startSandbox('box', host.options);
  expect(await short?.wait()).toEqual({ kind: 'exited', code: 0 });
  // Nobody read until now, and nothing was lost.
  expect(textOf((await short?.stdout.toArray()) ?? [])).toBe('hello\n');
  expect(textOf((await short?.stderr.toArray()) ?? [])).toBe('there\n');
  expect((await main?.exec(['hostname']).orThrow())?.stdout).toBe('web\n');

  await stopSandbox('box', host.options);
  expect(await listSandbox(host.options)).toMatchObject([{ id: 'box', state: 'stopped' }]);
  await host.expectNothingLeft();

  await startSandbox('box', host.options);
  expect((await main?.exec(['echo', 'again']).orThrow())?.stdout).toBe('again\n');
  expect(await short?.wait()).toEqual({ kind: 'exited', code: 0 });
  await deleteSandbox('box', host.options);
  await refusal(deleteSandbox('box', host.options), 'NOT_FOUND');
});

const shared = useSandbox((host) => host.config({ id: 'box' }));

it('takes containers in and lets them go', async () => {
  const { host, sandbox } = shared;
  const { container } = await createContainer('box', host.container('more', 'sh', '-c', 'echo run'), host.options);
  for (let round = 0; round < 2; round += 1) {
    await startContainer('box', 'more', host.options);
    expect(textOf(await container.stdout.toArray())).toBe('run\n');
    expect(await container.wait()).toEqual({ kind: 'exited', code: 0 });
  }
  await deleteContainer('box', 'more', host.options);
  expect(sandbox.getContainer('more')).toBeUndefined();
});

it('stops a container that does not want to, by SIGKILL', async () => {
  const { host } = shared;
  const script = 'trap "" TERM; echo ready; while :; do sleep 0.1; done';
  const { container } = await createContainer('box', host.container('stubborn', 'sh', '-c', script), host.options);
  await container.start();
  await new Promise((resolve) => container.stdout.once('readable', resolve));
  await stopContainer('box', 'stubborn', { ...host.options, graceMs: 300 });
  expect(container.status()).toMatchObject({ state: 'stopped', exit: { kind: 'signaled', signal: 'SIGKILL' } });
  await container.delete();
});

it('stops a container that handles SIGTERM with what it makes of it', async () => {
  const { host } = shared;
  const script = 'trap "echo bye; exit 4" TERM; echo ready; while :; do sleep 0.1; done';
  const { container } = await createContainer('box', host.container('polite', 'sh', '-c', script), host.options);
  await container.start();
  await new Promise((resolve) => container.stdout.once('readable', resolve));
  await container.stop();
  expect(container.status().exit).toEqual({ kind: 'exited', code: 4 });
  expect(textOf(await container.stdout.toArray())).toBe('ready\nbye\n');
  await container.delete();
});

it('refuses a container whose command or user is not there, and keeps nothing of it', async () => {
  const { host, sandbox } = shared;
  await refusal(sandbox.createContainer(host.container('bad', '/no/such/command')), 'NOT_FOUND');
  const { rootFs } = host;
  await refusal(
    sandbox.createContainer({ id: 'bad', rootFs, cmd: { args: ['true'], user: 'ghost' } }),
    'INVALID_ARGUMENT',
  );
  const container = await sandbox.createContainer(host.container('bad', 'true'));
  await container.delete();
});

it('stands still while it is paused', async () => {
  const { host, main } = shared;
  await pauseSandbox('box', host.options);
  expect(main.state).toBe('paused');
  expect(() => main.exec(['true'])).toThrow(expect.objectContaining({ code: 'INVALID_STATE' }));
  await resumeSandbox('box', host.options);
  await main.exec(['true']).orThrow();
});

it('mounts host directories and files, and guest file systems', async () => {
  const { host, sandbox } = shared;
  const directory = await mkdtemp(join(tmpdir(), 'vc-e2e-mount-'));
  await using clone = await cloneRootfs(host.rootFs);
  try {
    await writeFile(join(directory, 'greeting'), 'hello from the host\n');
    const container = await sandbox.createContainer({
      ...host.container('mounts'),
      rootFs: clone.path,
      mounts: [
        { source: directory, destination: '/data' },
        { source: join(directory, 'greeting'), destination: '/etc/greeting', readOnly: true },
        { source: directory, destination: '/fixed', readOnly: true },
        { type: 'tmpfs', source: 'tmpfs', destination: '/scratch', options: ['size=1m'] },
      ],
    });
    await container.start();
    expect((await container.exec(['cat', '/etc/greeting']).orThrow()).stdout).toBe('hello from the host\n');
    await container.exec(['sh', '-c', 'echo written > /data/answer; echo x > /scratch/x']).orThrow();
    expect(await readFile(join(directory, 'answer'), 'utf8')).toBe('written\n');
    expect((await container.exec(['sh', '-c', 'echo x > /fixed/x'])).ok).toBe(false);
    expect((await container.exec(['sh', '-c', 'echo x > /etc/greeting'])).ok).toBe(false);
    await container.stop();
    await container.delete();
  } finally {
    await rm(directory, { recursive: true });
  }
});

it('refuses writes to a root file system that is read-only', async () => {
  const { host, sandbox } = shared;
  const container = await sandbox.createContainer({ ...host.container('fixed'), readonlyRootfs: true });
  await container.start();
  const { exit, stderr } = await container.exec(['touch', '/x']);
  expect(exit).toEqual({ kind: 'exited', code: 1 });
  expect(stderr).toContain('Read-only file system');
  await container.stop();
  await container.delete();
});

it('tells what a container uses', async () => {
  const stats = await shared.main.stats();
  expect(stats.pids).toBeGreaterThanOrEqual(1n);
  expect(stats.memoryUsageBytes).toBeGreaterThan(0n);
});
