// SPDX-License-Identifier: Apache-2.0

import type { VirtualMachineSpec } from '@virtcontainers/core';
import type { Host } from '../host.js';
import { laterMonitorPath } from '../run-directory.js';
import { findQemu } from './executable.js';
import { checkGuestKernel } from './guest-kernel.js';
import { checkHostMemory } from './host-memory.js';
import { inspectFile } from './regular-file.js';
import { checkSocketPath } from './socket-path.js';

/**
 * Checks everything about a specification that can be known before anything is
 * made, and finds QEMU. Returns its path.
 *
 * @throws HypervisorError NOT_FOUND, PERMISSION_DENIED or INVALID_ARGUMENT, with the field in `details.path`
 */
export async function preflight(spec: VirtualMachineSpec, host: Host, signal?: AbortSignal): Promise<string> {
  checkSocketPath(laterMonitorPath(spec.runDir));
  checkHostMemory(spec, host);
  const program = await findQemu(spec.config.hypervisorPath, host);
  signal?.throwIfAborted();
  await checkGuestKernel({ path: spec.guest.kernelPath, field: 'hypervisorConfig.kernelPath', what: 'guest kernel' });
  signal?.throwIfAborted();
  await inspectFile({ path: spec.guest.initrdPath, field: initrdField(spec), what: 'guest initramfs' }, noFurtherCheck);
  signal?.throwIfAborted();
  return program;
}

const noFurtherCheck = (): Promise<void> => Promise.resolve();

/** An initramfs may be given in either of two fields. */
function initrdField({ config }: VirtualMachineSpec): string {
  return config.imagePath === undefined ? 'hypervisorConfig.initrdPath' : 'hypervisorConfig.imagePath';
}
