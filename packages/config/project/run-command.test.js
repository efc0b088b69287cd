// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { runCommand } from './run-command.js';

const env = { PATH: process.env['PATH'] };
const node = process.execPath;

test('answers with the output, asked to', async () => {
  expect(await runCommand(node, ['--print', '6 * 7'], { env, capture: true })).toBe('42\n');
});

test('keeps the exit code', async () => {
  const run = runCommand(node, ['--eval', 'process.exit(3)'], { env });
  await expect(run).rejects.toMatchObject({ name: 'CommandFailed', exitCode: 3 });
});

test('names the signal', async () => {
  const run = runCommand(node, ['--eval', 'process.kill(process.pid, "SIGKILL")'], { env });
  await expect(run).rejects.toThrow('SIGKILL');
});

test('a command that is not there', async () => {
  await expect(runCommand('/no/such/command', [], { env })).rejects.toMatchObject({ exitCode: 127 });
});
