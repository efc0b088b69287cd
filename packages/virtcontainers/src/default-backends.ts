// SPDX-License-Identifier: Apache-2.0

import { KataAgent } from '@virtcontainers/agent-kata';
import { embeddedGuest, guestKernelParameters } from '@virtcontainers/guest';
import { QemuHypervisor } from '@virtcontainers/hypervisor-qemu';
import { LinuxVsockHost, VcGuardLauncher } from '@virtcontainers/native-binding';
import type { Backends } from './backends.js';

const qemu = new QemuHypervisor({ guard: new VcGuardLauncher(), vsock: new LinuxVsockHost() });

/** QEMU under the process guard, the embedded guest, and the Kata agent protocol. */
export const defaultBackends: Backends = {
  hypervisor: () => qemu,
  async embeddedGuest(options) {
    const { kernelPath, initrdPath } = await embeddedGuest(options);
    return { kernelPath, initrdPath, kernelParams: guestKernelParameters };
  },
  connectAgent: (transport, _config, options) => KataAgent.connect(transport, options),
};
