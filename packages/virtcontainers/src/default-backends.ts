// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError } from '@virtcontainers/core';
import { embeddedGuest, guestKernelParameters } from '@virtcontainers/guest';
import { QemuHypervisor } from '@virtcontainers/hypervisor-qemu';
import { VcGuardLauncher } from '@virtcontainers/native-binding';
import type { Backends } from './backends.js';

const qemu = new QemuHypervisor({ guard: new VcGuardLauncher() });

/** QEMU under the process guard, the embedded guest, and the Kata agent protocol. */
export const defaultBackends: Backends = {
  hypervisor: () => qemu,
  async embeddedGuest(options) {
    const { kernelPath, initrdPath } = await embeddedGuest(options);
    return { kernelPath, initrdPath, kernelParams: guestKernelParameters({ accelerator: 'kvm' }) };
  },
  connectAgent() {
    throw new VirtcontainersError('UNSUPPORTED', 'agent-kata is not there yet');
  },
};
