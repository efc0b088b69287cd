// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { capabilityNames, runSandbox, type Container } from 'virtcontainers';

import { debianRootfs } from '../../fixtures/debian-rootfs.js';
import { median } from '../percentile.js';
import { comparedRow, type Row } from '../row.js';
import { measureNestedCrun, nestedCrunMounts, prepareNestedCrun } from './nested-crun.js';

const samples = 30;

/** From the call of `exec` until the exit is known, beside `crun exec` of the same command in the same guest. */
export async function benchExec(): Promise<readonly Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-exec-'));
  try {
    await prepareNestedCrun(directory);
    const everything = {
      bounding: capabilityNames,
      effective: capabilityNames,
      inheritable: capabilityNames,
      permitted: capabilityNames,
    };
    const cmd = { args: ['/bin/sleep', 'infinity'], capabilities: everything };
    const rootFs = await debianRootfs();
    await using sandbox = await runSandbox({
      containers: [{ id: 'bench', rootFs, cmd, mounts: nestedCrunMounts(directory, rootFs) }],
    });
    const container = sandbox.getContainer('bench');
    if (container === undefined) throw new Error('the sandbox came without its container');
    const crunMs = median(await measureNestedCrun(container, samples));
    return [
      comparedRow('exec', median(await measureExec(container)), 'ms', { name: 'crun exec', value: crunMs }, samples),
    ];
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function measureExec(container: Container): Promise<readonly number[]> {
  const durationsMs: number[] = [];
  for (let round = 0; round < samples; round += 1) {
    const startedMs = performance.now();
    const { exit } = await container.exec(['/bin/true']);
    durationsMs.push(performance.now() - startedMs);
    if (exit.kind !== 'exited' || exit.code !== 0) throw new Error('/bin/true failed');
  }
  return durationsMs;
}
