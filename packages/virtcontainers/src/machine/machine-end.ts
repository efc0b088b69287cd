// SPDX-License-Identifier: Apache-2.0

import { type HypervisorExit, type VirtualMachine, VirtcontainersError } from '@virtcontainers/core';

/** How long the hypervisor's own end may come after that of its agent channel, in milliseconds. */
const exitAfterChannelMs = 2_000;

/**
 * The exit of a machine that has ended or is about to, told by an error of its
 * agent: a machine that ends closes the agent's channel first. Undefined when the
 * machine lives on.
 */
export async function exitBehind(error: unknown, vm: VirtualMachine): Promise<HypervisorExit | undefined> {
  const lost = error instanceof VirtcontainersError && error.code === 'UNAVAILABLE';
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, lost ? exitAfterChannelMs : 0, undefined);
  });
  try {
    return await Promise.race([vm.exit, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The error of a machine that ended without being asked to. */
export function machineEnded(exit: HypervisorExit, vm: VirtualMachine, cause?: unknown): VirtcontainersError {
  const how = exit.signal ?? `exit code ${exit.code ?? 'unknown'}`;
  const what = vm.report().panicked ? 'the guest kernel panicked' : 'the virtual machine ended by itself';
  return new VirtcontainersError('UNAVAILABLE', `${what} (${how})`, {
    cause,
    details: { ...exit, remedy: "read the report: the guest's console and the hypervisor's own messages tell why" },
  });
}
