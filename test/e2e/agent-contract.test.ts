// SPDX-License-Identifier: Apache-2.0

import { KataAgent } from '@virtcontainers/agent-kata';
import { parseHypervisorConfig, ResourceStack, type VirtualMachine } from '@virtcontainers/core';
import { embeddedGuest, guestKernelParameters } from '@virtcontainers/guest';
import { QemuHypervisor } from '@virtcontainers/hypervisor-qemu';
import { VcGuardLauncher } from '@virtcontainers/native-binding';
import { describeAgent } from '@virtcontainers/testkit';
import { join } from 'node:path';

import { TestHost } from './test-host.js';

const sandboxId = 'contract';

async function boot(host: TestHost): Promise<VirtualMachine> {
  const { kernelPath, initrdPath } = await embeddedGuest();
  return new QemuHypervisor({ guard: new VcGuardLauncher() }).boot({
    sandboxId,
    config: parseHypervisorConfig({}),
    guest: { kernelPath, initrdPath, kernelParams: guestKernelParameters },
    vcpus: 1,
    memoryMib: 256,
    runDir: join(host.store, sandboxId),
  });
}

describeAgent('KataAgent with the embedded guest', async () => {
  const owner = new ResourceStack();
  const host = owner.use(await TestHost.make());
  const machine = owner.use(await boot(host));
  const agent = owner.use(await KataAgent.connect(machine.transport));
  const { share } = machine;
  let made = 0;
  if (share === undefined) throw new Error('the machine shares no files');
  return {
    agent,
    sandbox: { sandboxId, hostname: sandboxId, dns: [], share },
    async rootfs(containerId) {
      // An id that is used again gets a root file system of its own again.
      const name = `${containerId}/${(made += 1)}`;
      await share.attach(host.rootFs, name);
      return name;
    },
    async cut() {
      await machine.stop();
    },
    commands: {
      exit: (code) => ['sh', '-c', `exit ${code}`],
      cat: ['cat'],
      wait: ['sleep', 'infinity'],
      missing: ['/no/such/program'],
    },
    [Symbol.asyncDispose]: () => owner[Symbol.asyncDispose](),
  };
});
