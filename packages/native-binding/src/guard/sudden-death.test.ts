// SPDX-License-Identifier: Apache-2.0

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findNativeFile } from '../native-file.js';
import { waitForProcessEnd } from '../process-end.js';
import { encodeMessage } from './message.js';
import { VcGuardLauncher } from './vc-guard-launcher.js';

let scratch: string;
let runDir: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'vc-guard-'));
  runDir = join(scratch, 'run');
  await mkdir(runDir);
});

afterEach(async () => {
  await expect(access(runDir)).rejects.toThrow('ENOENT');
  expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(scratch);
  await rm(scratch, { recursive: true });
});

/** Settles when a process is gone, also when it is so already. */
async function gone(pid: number): Promise<void> {
  await waitForProcessEnd(pid).catch((error: unknown) => {
    if ((error as { errno?: string }).errno !== 'ESRCH') throw error;
  });
}

describe('a guard that was stopped', () => {
  it('cannot keep itself, its program or the directory', { timeout: 30_000 }, async () => {
    const program = await new VcGuardLauncher().launch({
      ...{ program: 'sleep', args: ['1000'], streams: ['monitor'], runDir, shareTree: true },
    });
    process.kill(program.guardPid, 'SIGSTOP');
    await program[Symbol.asyncDispose]();
    expect(await program.exit).toEqual({ signal: 'SIGKILL' });
    await gone(program.guardPid);
    await gone(program.pid);
  });
});

describe('when the owner is killed', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGSEGV'] as const)(
    'by %s, program, guard, mounts and directory go',
    async (signal) => {
      const script = `
      const { VcGuardLauncher } = await import(${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)});
      const program = await new VcGuardLauncher().launch({
        program: 'sleep', args: ['1000'], streams: ['monitor'], runDir: ${JSON.stringify(runDir)}, shareTree: true });
      await program.bind('/etc', 'box/rootfs');
      console.log(program.pid, program.guardPid);
      setInterval(() => {}, 1000);`;
      const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(owner.stdout, 'data')) as [Buffer];
      const [pid, guardPid] = line.toString().trim().split(' ').map(Number);
      owner.kill(signal);
      await gone(guardPid!);
      await gone(pid!);
    },
  );
});

describe('when the guard is killed', () => {
  it('a program that has changed its user goes too, with its descendants', async () => {
    const args = ['--reuid', '65534', '--regid', '65534', '--clear-groups', 'sh', '-c', 'sleep 1000 & echo $!; wait'];
    const program = await new VcGuardLauncher().launch({
      program: 'setpriv',
      args,
      streams: [],
      runDir,
      shareTree: true,
    });
    await once(program.output, 'data');
    const children = await readFile(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8');
    process.kill(program.guardPid, 'SIGKILL');
    expect(await program.exit).toEqual({ signal: 'SIGKILL' });
    await gone(program.pid);
    await gone(Number(children));
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)('%s has it clean up first', async (signal) => {
    const launcher = new VcGuardLauncher();
    const program = await launcher.launch({ program: 'sleep', args: ['1000'], streams: [], runDir, shareTree: true });
    process.kill(program.guardPid, signal);
    expect(await program.exit).toEqual({ signal: 'SIGKILL' });
    await gone(program.pid);
  });
});

describe('without the privilege to make namespaces', () => {
  it('says which is missing, and leaves nothing', async () => {
    const guardPath = join(scratch, 'unprivileged');
    const drop = 'setpriv --bounding-set -sys_admin --inh-caps -sys_admin';
    await writeFile(guardPath, `#!/bin/sh\nexec ${drop} ${findNativeFile('vc-guard')} "$@"\n`, { mode: 0o755 });
    const command = { program: 'true', args: [], streams: [], runDir, shareTree: true };
    await expect(new VcGuardLauncher({ guardPath }).launch(command)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      errno: 'EPERM',
      syscall: 'unshare',
      details: { remedy: expect.stringContaining('CAP_SYS_ADMIN') as unknown },
    });
  });
});

describe('when the owner does not keep to the protocol', () => {
  let guard: ChildProcess;
  let control: Duplex;

  beforeEach(async () => {
    const args = ['--control', '3', '--run-dir', runDir, '--share', '--', 'sleep', '1000'];
    guard = spawn(findNativeFile('vc-guard'), args, { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
    control = guard.stdio[3] as Duplex;
    await once(control, 'readable');
    expect(String(control.read())).toMatch(/^\d+:7:started,\d+:\d+,,$/);
  });

  const killed = encodeMessage(['exit', 'signal', '9']).toString();

  it.each([
    ['no message', Buffer.from('nonsense'), '71'],
    ['a message too long', Buffer.from('16385:'), '90'],
    ['too many fields', encodeMessage(['bind', '1', '/', 'n', 'recursive', 'recursive', 'recursive', 'x', 'y']), '71'],
    ['an unknown verb', encodeMessage(['mount', '1']), '74'],
    ['a path that holds a NUL', encodeMessage(['unbind', '1', 'a\0b']), '74'],
  ])('%s ends the program', async (_, bytes, number) => {
    control.write(bytes);
    expect(await text(control)).toBe(encodeMessage(['error', '0', number, 'control']).toString() + killed);
    if (guard.exitCode === null) await once(guard, 'exit');
    expect(guard.exitCode).toBe(128 + 9);
  });

  it('a message cut in its middle is as good as none', async () => {
    const message = encodeMessage(['bind', '1', '/etc', 'name']);
    control.end(message.subarray(0, message.length / 2));
    expect(await text(control)).toBe(killed);
  });

  it('requests sent together are answered in order', async () => {
    control.write(
      Buffer.concat([
        encodeMessage(['bind', '1', '/etc', 'a/b']),
        encodeMessage(['bind', '2', '/etc', 'a/b']),
        encodeMessage(['unbind', '3', 'a/b']),
        encodeMessage(['kill', '4']),
      ]),
    );
    const answers = [
      ['ok', '1'],
      ['error', '2', '17', 'mkdirat'],
      ['ok', '3'],
      ['ok', '4'],
      ['exit', 'signal', '9'],
    ];
    expect(await text(control)).toBe(answers.map((answer) => encodeMessage(answer).toString()).join(''));
  });
});
