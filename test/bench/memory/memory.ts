// SPDX-License-Identifier: Apache-2.0
import { ResourceStack } from '@virtcontainers/core';
import { runSandbox } from 'virtcontainers';

import { debianRootfs } from '../../fixtures/debian-rootfs.js';
import { plainRow, type Row } from '../row.js';
import { descendantsOf, runningProcesses } from './descendants.js';
import { proportionalSetSizeMib } from './proportional-set-size.js';

const sandboxes = 3;

/** What a running sandbox costs outside of QEMU: its helper processes, and what this process has grown by. */
export async function benchMemory(): Promise<readonly Row[]> {
  const rootFs = await debianRootfs();
  await using running = new ResourceStack();
  const beforeMib = await proportionalSetSizeMib(process.pid);
  for (let count = 0; count < sandboxes; count += 1) {
    running.use(await runSandbox({ containers: [{ rootFs, cmd: { args: ['/bin/sleep', 'infinity'] } }] }));
  }
  const grownMib = (await proportionalSetSizeMib(process.pid)) - beforeMib;
  return [
    plainRow('memory', (await helpersMib()) / sandboxes, 'MiB', sandboxes),
    plainRow('memory.node', grownMib / sandboxes, 'MiB', sandboxes),
  ];
}

/** The memory of all processes that this one started, without QEMU, which is the sandbox itself. */
async function helpersMib(): Promise<number> {
  const helpers = descendantsOf(process.pid, await runningProcesses()).filter(({ name }) => !name.startsWith('qemu-'));
  if (helpers.length === 0) throw new Error('the sandboxes have no helpers: nothing was measured');
  const sizes = await Promise.all(helpers.map(({ pid }) => proportionalSetSizeMib(pid)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
