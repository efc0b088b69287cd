// SPDX-License-Identifier: Apache-2.0

import { refusal } from '@virtcontainers/testkit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Container } from '../container/container.js';
import { runSandbox } from '../operations/run-sandbox.js';
import { FakeWorld } from '../testing/fake-world.js';
import { cutOffTimeoutMs } from './supervise.js';

afterEach(() => {
  vi.useRealTimers();
});

/** Runs a test with a running container, at whose guest time passes only as the test says. */
async function inContainer(test: (container: Container, world: FakeWorld) => Promise<void>): Promise<void> {
  await using world = await FakeWorld.make();
  await using sandbox = await runSandbox(world.config(), world.options);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await test(sandbox.getContainer('main')!, world);
  vi.useRealTimers();
}

describe('in a guest that does not answer', () => {
  it('a command that never starts is given up when its time is up, and killed should it start after all', () =>
    inContainer(async (container, world) => {
      const start = world.agent.faults.hold('execProcess');
      const exec = container.exec(['sleep', '1'], { timeoutMs: 100 });
      const call = refusal(Promise.resolve(exec), 'TIMEOUT');
      await start.reached;
      await vi.advanceTimersByTimeAsync(100 + cutOffTimeoutMs + 2_000);
      const error = await call;
      expect(error).toMatchObject({ phase: 'run', details: { failure: { code: 'TIMEOUT' } } });
      start.release();
      await exec.started;
      const process = world.agent.containers.get('main')!.processes.at(-1)!;
      await vi.waitFor(() => {
        expect(process.ended.aborted).toBe(true);
      });
    }));

  it('a command that cannot be signaled is given up after an abort, whichever way it is waited for', () =>
    inContainer(async (container, world) => {
      const controller = new AbortController();
      const exec = container.exec(['sleep', '1'], { signal: controller.signal });
      await exec.started;
      const signal = world.agent.faults.hold('signalProcess');
      const calls = [
        refusal(Promise.resolve(exec), 'CANCELLED'),
        refusal(exec.wait(), 'CANCELLED'),
        refusal(exec.stderr.toArray(), 'CANCELLED'),
      ];
      controller.abort();
      await signal.reached;
      await vi.advanceTimersByTimeAsync(cutOffTimeoutMs + 2_000);
      const [error] = await Promise.all(calls);
      expect(error).toMatchObject({ details: { failure: { code: 'TIMEOUT' } } });
      signal.release();
    }));

  it('a signal to a command that has not started takes no longer than its sender waits', () =>
    inContainer(async (container, world) => {
      const start = world.agent.faults.hold('execProcess');
      const exec = container.exec(['sleep', '1']);
      await start.reached;
      const calls = [
        refusal(exec.kill('SIGKILL', { timeoutMs: 100 }), 'TIMEOUT'),
        refusal(exec.resize(10, 10, { timeoutMs: 100 }), 'TIMEOUT'),
      ];
      await vi.advanceTimersByTimeAsync(100);
      await Promise.all(calls);
      start.release();
      await exec.kill();
      await exec.wait();
    }));
});
