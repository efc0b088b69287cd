// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runSandbox } from 'virtcontainers';

import { debianRootfs } from '../../fixtures/debian-rootfs.js';
import { median } from '../percentile.js';
import { comparedRow, type Row } from '../row.js';
import { bareGuestCommand, bootBareGuestMs } from './bare-guest.js';
import { buildBareInitramfs } from './bare-initramfs.js';

const samples = 5;

/** From the call of `runSandbox` to the first byte that a container says, beside a guest that does nothing else. */
export async function benchBoot(): Promise<readonly Row[]> {
  const rootFs = await debianRootfs();
  const directory = await mkdtemp(join(tmpdir(), 'bench-boot-'));
  try {
    const initramfs = buildBareInitramfs(directory);
    const sandboxMs: number[] = [];
    const bareMs: number[] = [];
    // The first of each fills caches and is not counted. The two take turns, so that a busy machine is busy for both.
    for (let round = 0; round <= samples; round += 1) {
      const { firstByteMs, command } = await bootSandbox(rootFs);
      const bareGuestMs = await bootBareGuestMs(bareGuestCommand(command, initramfs));
      if (round === 0) continue;
      sandboxMs.push(firstByteMs);
      bareMs.push(bareGuestMs);
    }
    return [comparedRow('boot', median(sandboxMs), 'ms', { name: 'bare guest', value: median(bareMs) }, samples)];
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function bootSandbox(rootFs: string): Promise<{ firstByteMs: number; command: readonly string[] }> {
  const startedMs = performance.now();
  await using sandbox = await runSandbox({ containers: [{ rootFs, cmd: { args: ['/bin/echo', 'x'] } }] });
  const [container] = sandbox.getAllContainers();
  if (container === undefined) throw new Error('the sandbox came without its container');
  await once(container.stdout, 'data');
  return { firstByteMs: performance.now() - startedMs, command: sandbox.bootReport.command };
}
