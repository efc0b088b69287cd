// SPDX-License-Identifier: Apache-2.0

import { embeddedGuest } from '@virtcontainers/guest';
import { enterContainer, runSandbox, statusSandbox } from 'virtcontainers';
import { expect, it } from 'vitest';

import { TestHost } from './test-host.js';

it('runs the worked example of the API document, with paths of this machine', async () => {
  await using host = await TestHost.make();
  const guest = await embeddedGuest();

  const envs = [{ var: 'PATH', value: '/bin:/usr/bin:/sbin:/usr/sbin' }];
  const cmd = { args: '/bin/sh'.split(' '), envs, workDir: '/' };

  // Define the container command and bundle.
  const container = { id: '1', rootFs: host.rootFs, cmd };

  // Sets the hypervisor configuration.
  const hypervisorConfig = {
    kernelPath: guest.kernelPath,
    imagePath: guest.initrdPath,
    hypervisorPath: '/usr/bin/qemu-system-x86_64',
  };

  // Use kata default values for the agent.
  const agentConfig = {};

  // VM resources
  const vmConfig = { vcpus: 4, memory: 1024 };

  // The sandbox configuration:
  // - One container
  // - Hypervisor is QEMU
  // - Agent is kata
  const sandboxConfig = {
    vmConfig,
    hypervisorType: 'qemu' as const,
    hypervisorConfig,
    agentType: 'kata' as const,
    agentConfig,
    containers: [container],
  };

  await using sandbox = await runSandbox(sandboxConfig, host.options);

  expect(await statusSandbox(sandbox.id, host.options)).toMatchObject({
    state: 'running',
    containersStatus: [{ id: '1', state: 'running' }],
  });
  const { process } = await enterContainer(sandbox.id, '1', { args: ['nproc'], envs }, host.options);
  expect(String(Buffer.concat(await process.stdout.toArray()))).toBe('4\n');
  expect(await process.wait()).toEqual({ kind: 'exited', code: 0 });

  // The shell reads commands until its input ends.
  const shell = sandbox.getContainer('1');
  shell?.stdin.end('echo "from $PWD"; exit 7\n');
  expect(String(Buffer.concat((await shell?.stdout.toArray()) ?? []))).toBe('from /\n');
  expect(await shell?.wait()).toEqual({ kind: 'exited', code: 7 });
});
