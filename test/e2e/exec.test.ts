// SPDX-License-Identifier: Apache-2.0

import { createHash, randomBytes } from 'node:crypto';
import { refusal } from '@virtcontainers/testkit';
import { describe, expect, it } from 'vitest';

import { useSandbox } from './shared-sandbox.js';

const shared = useSandbox();
const sh = (script: string) => ['sh', '-c', script];
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

describe('a command', () => {
  it('gives its output, apart, and its exit code', async () => {
    const result = await shared.main.exec(sh('echo out; echo err >&2; exit 3'));
    expect(result).toMatchObject({ exit: { kind: 'exited', code: 3 }, stdout: 'out\n', stderr: 'err\n' });
  });

  it('runs under another kernel than the host', async () => {
    const { stdout } = await shared.main.exec(['uname', '-r']).orThrow();
    expect(stdout.trim()).not.toBe((await import('node:os')).release());
  });

  it.each([0, 1, 2, 126, 127, 128, 137, 143, 255])('tells exit code %i apart from a signal', async (code) => {
    const { exit } = await shared.main.exec(sh(`exit ${code}`));
    expect(exit).toEqual({ kind: 'exited', code });
  });

  it.each(['SIGTERM', 'SIGKILL', 'SIGSEGV', 'SIGUSR1'])('tells %s apart from an exit code', async (signal) => {
    const exec = shared.main.exec(['sleep', '1000']);
    await exec.kill(signal);
    expect((await exec).exit).toEqual({ kind: 'signaled', signal });
  });

  it('handles signals', async () => {
    const exec = shared.main.exec(sh('trap "echo caught; exit 5" USR1; echo ready; while :; do sleep 0.1; done'));
    const lines: string[] = [];
    for await (const { data } of exec) {
      if (lines.push(String(data)) === 1) await exec.kill('USR1');
    }
    expect(lines.join('')).toBe('ready\ncaught\n');
    expect(await exec.wait()).toEqual({ kind: 'exited', code: 5 });
  });

  it('gets its environment, directory and input', async () => {
    const options = { env: { GREETING: 'hello' }, workDir: '/tmp', input: 'from the host' };
    const { stdout } = await shared.main.exec(sh('echo "$GREETING $PWD $(cat)"'), options).orThrow();
    expect(stdout).toBe('hello /tmp from the host\n');
  });

  it('does not wait for daemons that it leaves behind', async () => {
    const { exit, stdout } = await shared.main.exec(sh('sleep 1000 & echo started'));
    expect({ exit, stdout }).toEqual({ exit: { kind: 'exited', code: 0 }, stdout: 'started\n' });
    await shared.main.exec(['kill', '-9', '-1']);
  });

  it('that is not there is refused', async () => {
    const error = await refusal(Promise.resolve(shared.main.exec(['no-such-command'])), 'NOT_FOUND');
    expect(error.phase).toBe('start');
    await refusal(Promise.resolve(shared.main.exec(['/bin/no-such-command'])), 'NOT_FOUND');
  });

  it.each(['/no/such/directory', '/etc/passwd'])(
    'that should start in %s, which is no directory, is refused',
    async (workDir) => {
      const error = await refusal(Promise.resolve(shared.main.exec(['true'], { workDir })), 'INVALID_ARGUMENT');
      expect(error).toMatchObject({ phase: 'start', details: { path: 'workDir' } });
    },
  );

  it('may open as many files as usual, whatever the agent may', async () => {
    const { stdout } = await shared.main.exec(sh('ulimit -n; ulimit -Hn')).orThrow();
    expect(stdout).toBe('1024\n1048576\n');
  });
});

describe('users', () => {
  it.each([
    ['root', 'uid=0(root) gid=0(root)'],
    ['nobody', 'uid=65534(nobody) gid=65534(nogroup)'],
    ['65534', 'uid=65534(nobody) gid=65534(nogroup)'],
    ['1234', 'uid=1234 gid=0(root)'],
  ])('are found by name or number: %s', async (user, id) => {
    const { stdout } = await shared.main.exec(['id'], { user }).orThrow();
    expect(stdout.trim()).toContain(id);
  });

  it('come with groups by name or number', async () => {
    const cmd = { args: ['id'], user: 'nobody', primaryGroup: 'root', supplementaryGroups: ['nogroup', '77'] };
    const { stdout } = await shared.main.exec(cmd).orThrow();
    expect(stdout.trim()).toBe('uid=65534(nobody) gid=0(root) groups=77,65534(nogroup)');
  });

  it('that do not exist are refused', async () => {
    const error = await refusal(
      Promise.resolve(shared.main.exec(['id'], { user: 'no-such-user' })),
      'INVALID_ARGUMENT',
    );
    expect(error.phase).toBe('start');
  });
});

describe('a terminal', () => {
  it('has a size, which can be changed', async () => {
    const exec = shared.main.exec(sh('read go; stty size; tty'), { terminal: { rows: 40, columns: 100 } });
    await exec.resize(50, 132);
    exec.stdin.write('go\n');
    const { exit, stdout, stderr } = await exec;
    expect(stdout).toMatch(/50 132\r\n\/dev\/pts\/\d+\r\n$/u);
    expect({ exit, stderr }).toEqual({ exit: { kind: 'exited', code: 0 }, stderr: '' });
  });

  it('turns control characters into signals', async () => {
    const exec = shared.main.exec(sh('trap "exit 9" INT; echo ready; while :; do sleep 0.1; done'), { terminal: true });
    for await (const { data } of exec) {
      if (String(data).includes('ready')) exec.stdin.write('\u0003');
    }
    expect(await exec.wait()).toEqual({ kind: 'exited', code: 9 });
  });

  it('is not there unless it is asked for', async () => {
    const { stdout, exit } = await shared.main.exec(['tty'], { stdin: 'pipe' });
    expect({ stdout, exit }).toEqual({ stdout: 'not a tty\n', exit: { kind: 'exited', code: 1 } });
  });
});

describe('much data', () => {
  it('of 10 MB through standard input of cat comes back identical', async () => {
    const input = randomBytes(10_000_000);
    const { stdoutBytes } = await shared.main.exec(['cat'], { input }).orThrow();
    expect(stdoutBytes).toHaveLength(input.length);
    expect(sha256(stdoutBytes)).toBe(sha256(input));
  });

  it('of 100 MB to a slow reader does not pile up here', { timeout: 240_000 }, async () => {
    const sizeBytes = 100_000_000;
    const exec = shared.main.exec(['head', '-c', String(sizeBytes), '/dev/zero']);
    const startBytes = process.memoryUsage.rss();
    let peakBytes = 0;
    let readBytes = 0;
    for await (const chunk of exec.stdout) {
      readBytes += (chunk as Buffer).length;
      peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
      // Slower than the guest: everything else that waits in this process gets its turn first, several times.
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(readBytes).toBe(sizeBytes);
    expect(await exec.wait()).toEqual({ kind: 'exited', code: 0 });
    expect(peakBytes - startBytes).toBeLessThan(64_000_000);
  });

  it('that nobody reads holds its command back', async () => {
    const exec = shared.main.exec(sh('head -c 4000000 /dev/zero; echo done >&2'));
    const done = exec.stderr.toArray();
    await exec.started;
    await refusal(exec.wait({ timeoutMs: 500 }), 'TIMEOUT');
    // Two reads of 256 KiB at most wait on the host; the rest waits in the guest.
    expect(exec.stdout.readableLength).toBeLessThanOrEqual(524_288);
    exec.stdout.resume();
    expect(String(Buffer.concat(await done))).toBe('done\n');
    expect(await exec.wait()).toEqual({ kind: 'exited', code: 0 });
  });

  it('that is too much to be awaited whole ends its command', async () => {
    const exec = shared.main.exec(['cat', '/dev/zero'], { maxOutputBytes: 1_000_000 });
    await refusal(Promise.resolve(exec), 'RESOURCE_EXHAUSTED');
    await exec.wait();
  });
});

describe('cut off', () => {
  it('by time, a command is ended and says so', async () => {
    const { exit, stdout } = await shared.main.exec(sh('echo begun; sleep 1000'), { timeoutMs: 1_000 });
    expect({ exit, stdout }).toEqual({ exit: { kind: 'timedOut', timeoutMs: 1_000 }, stdout: 'begun\n' });
  });

  it('by abort, even a command that ignores SIGTERM is gone before it rejects', async () => {
    const controller = new AbortController();
    const options = { signal: controller.signal, killGraceMs: 200 };
    const exec = shared.main.exec(sh('trap "" TERM; echo begun; while :; do sleep 0.1; done'), options);
    await new Promise((resolve) => exec.stdout.once('readable', resolve));
    controller.abort();
    await refusal(Promise.resolve(exec), 'CANCELLED');
    const { stdout } = await shared.main.exec(['ps', '-o', 'args']).orThrow();
    expect(stdout).not.toContain('trap');
  });
});
