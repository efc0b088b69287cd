// SPDX-License-Identifier: Apache-2.0

import { embeddedGuest } from '@virtcontainers/guest';
import { QemuHypervisor } from '@virtcontainers/hypervisor-qemu';
import { VcGuardLauncher } from '@virtcontainers/native-binding';
import { describeHypervisor } from '@virtcontainers/testkit';
import { describe } from 'vitest';

const memoryMib = 128;

describe.each(['q35', 'pc', 'microvm'] as const)('%s', (hypervisorMachineType) => {
  describeHypervisor(`QEMU under vc-guard with a ${hypervisorMachineType}`, async () => {
    const { kernelPath, initrdPath } = await embeddedGuest();
    return {
      hypervisor: new QemuHypervisor({ guard: new VcGuardLauncher() }),
      guest: { kernelPath, initrdPath, kernelParams: [] },
      config: { hypervisorMachineType },
      memoryMib,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  });
});
