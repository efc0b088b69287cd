// SPDX-License-Identifier: Apache-2.0

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { VirtcontainersError } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { describeProcessGuard } from '../suite/describe-process-guard.js';
import { refusal } from '../suite/refusal.js';
import { scratchDir } from '../suite/scratch-dir.js';
import { FakeProcessGuard, type GuardedProgram } from './fake-process-guard.js';

const echo: GuardedProgram = (process) => {
  process.peer('first').pipe(process.peer('first'));
};
const wait: GuardedProgram = (process) => {
  process.output.write('ready\n');
};
const exit: GuardedProgram = (process) => {
  void process.end({ code: Number(process.command.args[0]) });
};

describeProcessGuard('FakeProcessGuard', () =>
  Promise.resolve({
    guard: new FakeProcessGuard({ echo, wait, exit }),
    programs: {
      echo: { program: 'echo', args: [] },
      wait: { program: 'wait', args: [] },
      exit: (code) => ({ program: 'exit', args: [String(code)] }),
      missing: { program: 'missing', args: [] },
    },
  }),
);

describe('FakeProcessGuard', () => {
  it('keeps what was launched and bound, and fails where a test says so', async () => {
    await using scratch = await scratchDir();
    const runDir = join(scratch.path, 'run');
    await mkdir(runDir);
    const guard = new FakeProcessGuard({ wait });
    const command = { program: 'wait', args: [], streams: [], runDir, shareTree: true };
    guard.faults.fail('launch', new VirtcontainersError('PERMISSION_DENIED', 'no namespaces'));
    await refusal(guard.launch(command), 'PERMISSION_DENIED');
    await using process = await guard.launch(command);
    expect(guard.processes).toEqual([process]);
    guard.faults.fail('bind', new VirtcontainersError('INTERNAL', 'no'));
    await refusal(process.bind(scratch.path, 'name'), 'INTERNAL');
    await process.bind(scratch.path, 'name');
    expect([...process.binds.keys()]).toEqual(['name']);
  });

  it('binds nothing where there is no share tree', async () => {
    await using scratch = await scratchDir();
    const guard = new FakeProcessGuard({ wait });
    const runDir = join(scratch.path, 'run');
    await using process = await guard.launch({ program: 'wait', args: [], streams: [], runDir, shareTree: false });
    await refusal(process.bind(scratch.path, 'name'), 'INVALID_STATE');
  });
});
