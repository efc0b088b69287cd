// SPDX-License-Identifier: Apache-2.0

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { waitForProcessEnd } from './process-end.js';

describe('waitForProcessEnd', () => {
  it('resolves when the process has ended', async () => {
    const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    const ended = waitForProcessEnd(child.pid!);
    child.stdin.end();
    await ended;
  });

  it('rejects for a process that is gone', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    await expect(waitForProcessEnd(child.pid!)).rejects.toMatchObject({ code: 'NOT_FOUND', errno: 'ESRCH' });
  });

  it('can be cut short', async () => {
    await expect(waitForProcessEnd(process.pid, { timeoutMs: 1 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    const controller = new AbortController();
    const ended = waitForProcessEnd(process.pid, { signal: controller.signal });
    controller.abort();
    await expect(ended).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
