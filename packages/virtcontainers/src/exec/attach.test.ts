// SPDX-License-Identifier: Apache-2.0

import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runSandbox } from '../operations/run-sandbox.js';
import { FakeWorld } from '../testing/fake-world.js';

/** A terminal of a host, with what was typed, and what is seen on it. */
function fakeTerminal() {
  const rawModes: boolean[] = [];
  const setRawMode = (raw: boolean) => rawModes.push(raw);
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
  const stdout = Object.assign(new PassThrough(), { isTTY: true, rows: 30, columns: 90 });
  return { stdin, stdout, stderr: new PassThrough(), rawModes };
}

describe('attach', () => {
  it('passes input and output, and leaves the host streams open', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    const host = fakeTerminal();
    const exec = sandbox.getContainer('main')!.exec(['cat'], { stdin: 'pipe' });
    host.stdin.end('through the container');
    expect(await exec.attach(host)).toEqual({ kind: 'exited', code: 0 });
    expect(String(host.stdout.read())).toBe('through the container');
    expect([host.stdout.writableEnded, host.stderr.writableEnded]).toEqual([false, false]);
    expect(host.rawModes).toEqual([]);
  });

  it('gives a terminal its size and raw mode, and takes them back', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    const host = fakeTerminal();
    const exec = sandbox.getContainer('main')!.exec(['sleep', '1'], { terminal: true });
    const attached = exec.attach(host);
    await exec.started;
    const process = world.agent.containers.get('main')!.processes.at(-1)!;
    await expect.poll(() => process.terminal).toEqual({ rows: 30, columns: 90 });
    Object.assign(host.stdout, { rows: 40 });
    host.stdout.emit('resize');
    await expect.poll(() => process.terminal).toEqual({ rows: 40, columns: 90 });
    await exec.kill();
    expect(await attached).toEqual({ kind: 'signaled', signal: 'SIGTERM' });
    expect(host.rawModes).toEqual([true, false]);
    expect(host.stdout.listenerCount('resize')).toBe(0);
  });

  it('ends with the machine', async () => {
    await using world = await FakeWorld.make();
    await using sandbox = await runSandbox(world.config(), world.options);
    const exec = sandbox.getContainer('main')!.exec(['sleep', '1']);
    const attached = exec.attach(fakeTerminal());
    await exec.started;
    await world.machine.die();
    expect(await attached).toMatchObject({ kind: 'vmDied' });
  });
});
