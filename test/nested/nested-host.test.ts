// SPDX-License-Identifier: Apache-2.0
import { scratchDir } from '@virtcontainers/testkit';
import { expect, it } from 'vitest';

import type { NestedCommand } from './command-script.js';
import { runInNestedHost, type NestedResult } from './nested-host.js';

const limitMs = 300_000;

async function run(script: string, timeoutMs: number): Promise<NestedResult> {
  await using exchange = await scratchDir();
  const command: NestedCommand = { args: ['sh', '-c', script], cwd: '/', env: { PATH: '/usr/bin:/bin' } };
  return await runInNestedHost(command, { exchangeDir: exchange.path, timeoutMs });
}

it('fails when the time is up', { timeout: limitMs }, async () => {
  await expect(run('true', 1)).rejects.toMatchObject({
    message: expect.stringContaining('ended without an exit code') as unknown,
    cause: { code: 'TIMEOUT' },
  });
});

it('fails when the machine dies under its command, and tells what both said', { timeout: limitMs }, async () => {
  const call = run('echo last words; echo c > /proc/sysrq-trigger', limitMs);
  await expect(call).rejects.toThrow(/last words[^]*Kernel panic/);
});
