// SPDX-License-Identifier: Apache-2.0

import type { WaitOptions } from '@virtcontainers/core';
import type { LiveSandbox } from '../sandbox/live-sandbox.js';

/**
 * Does something that the guest has to do. In a paused sandbox the virtual CPUs
 * run for as long as that takes, and then stand still again.
 */
export async function whileAwake(sandbox: LiveSandbox, options: WaitOptions, work: () => Promise<void>): Promise<void> {
  const cpus = sandbox.state === 'paused' ? sandbox.machine.vm.cpus : undefined;
  await cpus?.resume(options);
  try {
    await work();
  } finally {
    await cpus?.pause();
  }
}
