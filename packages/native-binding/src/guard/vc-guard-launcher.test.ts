// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import { access, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { GuardedCommand, GuardedProcess } from '@virtcontainers/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VcGuardLauncher } from './vc-guard-launcher.js';

let scratch: string;
let runDir: string;
let running: GuardedProcess[];

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'vc-guard-'));
  runDir = join(scratch, 'run');
  await mkdir(runDir);
  running = [];
});

afterEach(async () => {
  for (const program of running) await program[Symbol.asyncDispose]();
  await expect(access(runDir)).rejects.toThrow('ENOENT');
  expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(scratch);
  await rm(scratch, { recursive: true });
});

async function launch(
  program: string,
  args: readonly string[],
  more: Partial<GuardedCommand> = {},
): Promise<GuardedProcess> {
  const guarded = await new VcGuardLauncher().launch({
    program,
    args,
    streams: [],
    runDir,
    shareTree: false,
    ...more,
  });
  running.push(guarded);
  return guarded;
}

const launchSharing = (): Promise<GuardedProcess> => launch('sleep', ['1000'], { shareTree: true });

/** The share as the program sees it. */
const shared = (program: GuardedProcess, name = ''): string =>
  join(`/proc/${program.pid}/root`, runDir, 'shared', name);

/** Whether a process still runs: a zombie, which only waits to be reaped by a test's parent, does not. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat !== undefined && !/\) [ZX] /.test(stat);
}

describe('a launched program', () => {
  it('reports its exit code', async () => {
    const program = await launch('sh', ['-c', 'exit 7']);
    expect(await program.exit).toEqual({ code: 7 });
  });

  it('reports the signal that ended it', async () => {
    const program = await launch('sh', ['-c', 'kill -SEGV $$']);
    expect(await program.exit).toEqual({ signal: 'SIGSEGV' });
  });

  it('joins its standard error with its standard output, in order', async () => {
    const program = await launch('sh', ['-c', 'echo one; echo two >&2; echo three']);
    expect(await text(program.output)).toBe('one\ntwo\nthree\n');
  });

  it('reads nothing from its standard input', async () => {
    const program = await launch('cat', []);
    expect(await program.exit).toEqual({ code: 0 });
  });

  it('has its streams and passed descriptors, and no others', async () => {
    const program = await launch('sh', ['-c', 'ls /proc/self/fd; head -c 4 <&4 >&5'], {
      streams: ['ask', 'answer'],
      passedFds: [1],
    });
    program.stream('ask').write('ping');
    const [answer] = (await once(program.stream('answer'), 'data')) as [Buffer];
    expect(answer.toString()).toBe('ping');
    // 3 is the directory that ls reads.
    expect(await text(program.output)).toBe('0\n1\n2\n3\n4\n5\n6\n');
  });

  it('sees the end of a stream when its owner closes it, and the owner when the program does', async () => {
    const program = await launch('sh', ['-c', 'cat <&4 >&4; exec 4>&-; exec sleep 1000'], { streams: ['echo'] });
    program.stream('echo').end('over');
    expect(await text(program.stream('echo'))).toBe('over');
  });

  it("runs in a session that is not the terminal's", async () => {
    const program = await launch('sleep', ['1000']);
    const stat = await readFile(`/proc/${program.pid}/stat`, 'utf8');
    const session = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3];
    expect(session).toBe(String(program.guardPid));
  });

  it('is killed on request, repeatably', async () => {
    const program = await launch('sleep', ['1000']);
    program.kill();
    program.kill();
    expect(await program.exit).toEqual({ signal: 'SIGKILL' });
    program.kill();
  });

  it('takes along the processes that it has started', async () => {
    const program = await launch('sh', [
      '-c',
      'setsid sleep 1000 & echo $(cut -d" " -f5 /proc/$!/stat >/dev/null) up; wait',
    ]);
    await once(program.output, 'data');
    const children = await readFile(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8');
    const child = Number(children.trim());
    expect(await isAlive(child)).toBe(true);
    program.kill();
    await program.exit;
    expect(await isAlive(child)).toBe(false);
  });

  it('takes its run directory along, without following links out of it', async () => {
    const outside = join(scratch, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'kept'), '');
    await mkdir(join(runDir, 'deep/er'), { recursive: true });
    await writeFile(join(runDir, 'deep/er/file'), '');
    await symlink(outside, join(runDir, 'deep/link'));
    const program = await launch('true', []);
    await program.exit;
    await expect(access(runDir)).rejects.toThrow('ENOENT');
    expect(await readdir(outside)).toEqual(['kept']);
  });
});

describe('a launch that fails', () => {
  it.each([
    ['a missing program', '/no/such/program', 'NOT_FOUND', 'ENOENT'],
    ['a name that PATH does not have', 'no-such-program', 'NOT_FOUND', 'ENOENT'],
    ['a program that cannot be executed', '/etc/passwd', 'PERMISSION_DENIED', 'EACCES'],
  ])('says why: %s', async (_, program, code, errno) => {
    await expect(launch(program, [])).rejects.toMatchObject({ code, errno, syscall: 'execve', details: { program } });
  });

  it('says so when the run directory is not there', async () => {
    await expect(launch('true', [], { runDir: join(runDir, 'none') })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await rm(runDir, { recursive: true });
  });

  it('says so when the guard is not there', async () => {
    const launcher = new VcGuardLauncher({ guardPath: '/no/such/guard' });
    const command = { program: 'true', args: [], streams: [], runDir, shareTree: false };
    await expect(launcher.launch(command)).rejects.toMatchObject({ code: 'NOT_FOUND', errno: 'ENOENT' });
  });

  it('starts nothing when it is cancelled before', async () => {
    const command = { program: 'true', args: [], streams: [], runDir, shareTree: false };
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(new VcGuardLauncher().launch(command, { signal })).rejects.toMatchObject({
      code: 'CANCELLED',
      cause: { message: 'enough' },
    });
  });

  it('refuses a time limit that is none', async () => {
    const command = { program: 'true', args: [], streams: [], runDir, shareTree: false };
    await expect(new VcGuardLauncher().launch(command, { timeoutMs: 0 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

describe('the share tree', () => {
  it('shows a bound directory to the program and to nobody else', async () => {
    const source = join(scratch, 'source');
    await mkdir(source);
    await writeFile(join(source, 'file'), 'content');
    const program = await launchSharing();
    await program.bind(source, 'box/rootfs');
    expect(await readFile(shared(program, 'box/rootfs/file'), 'utf8')).toBe('content');
    expect(await readdir(join(runDir, 'shared'))).toEqual([]);
    expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(runDir);
    await writeFile(shared(program, 'box/rootfs/written'), 'back');
    expect(await readFile(join(source, 'written'), 'utf8')).toBe('back');
  });

  it('binds a file, and names that hold any byte but NUL', async () => {
    const source = join(scratch, 'so,ur:ce\n');
    await writeFile(source, 'content');
    const program = await launchSharing();
    await program.bind(source, 'na,me:\n"é');
    expect(await readFile(shared(program, 'na,me:\n"é'), 'utf8')).toBe('content');
  });

  it('refuses writes to the tree itself and to a read-only bind', async () => {
    const program = await launchSharing();
    await program.bind(scratch, 'box', { readOnly: true });
    await expect(writeFile(shared(program, 'box/file'), '')).rejects.toMatchObject({ code: 'EROFS' });
    await expect(writeFile(shared(program, 'file'), '')).rejects.toMatchObject({ code: 'EROFS' });
  });

  it('takes mounts below the source along only when asked', async () => {
    const program = await launchSharing();
    await program.bind('/dev', 'flat');
    await program.bind('/dev', 'deep', { recursive: true });
    const pts = (name: string): Promise<string[]> => readdir(shared(program, join(name, 'pts')));
    expect(await pts('flat')).toEqual([]);
    expect(await pts('deep')).toContain('ptmx');
  });

  it('takes a bind away with the parents that this leaves empty', async () => {
    const program = await launchSharing();
    await program.bind(scratch, 'box/a/rootfs');
    await program.bind('/etc/passwd', 'box/passwd');
    await program.unbind('box/a/rootfs');
    expect(await readdir(shared(program, 'box'))).toEqual(['passwd']);
    await program.unbind('box/passwd');
    expect(await readdir(shared(program))).toEqual([]);
    await program.bind(scratch, 'box');
  });

  it.each([
    ['a source that is not there', '/no/such/source', 'name', 'NOT_FOUND', 'ENOENT'],
    ['a relative source', 'etc', 'name', 'INVALID_ARGUMENT', 'EINVAL'],
    ['a source that is a device', '/dev/null', 'name', 'INVALID_ARGUMENT', 'EINVAL'],
    ['an empty name', '/etc', '', 'INVALID_ARGUMENT', 'EINVAL'],
    ['an absolute name', '/etc', '/name', 'INVALID_ARGUMENT', 'EINVAL'],
    ['a name that ends in a slash', '/etc', 'name/', 'INVALID_ARGUMENT', 'EINVAL'],
    ['a name that climbs', '/etc', 'name/../../name', 'INVALID_ARGUMENT', 'EINVAL'],
    ['a name of 256 bytes', '/etc', 'n'.repeat(256), 'INVALID_ARGUMENT', 'EINVAL'],
    ['a name that is taken', '/etc', 'taken', 'ALREADY_EXISTS', 'EEXIST'],
    ['a name within another bind', '/etc', 'taken/inside', 'INVALID_ARGUMENT', 'EXDEV'],
  ])('refuses %s', async (_, source, name, code, errno) => {
    const program = await launchSharing();
    await program.bind(scratch, 'taken');
    await expect(program.bind(source, name)).rejects.toMatchObject({ code, errno });
    expect(await readdir(shared(program))).toEqual(['taken']);
  });

  it('follows no symbolic link on the way to a name', async () => {
    const program = await launchSharing();
    const mounts = join(`/proc/${program.pid}/root`, runDir, 'mounts');
    await symlink(scratch, join(mounts, 'link'));
    await expect(program.bind('/etc', 'link/inside')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(program.bind('/etc', 'link')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await readlink(join(mounts, 'link'))).toBe(scratch);
    expect(await readdir(scratch)).toEqual(['run']);
  });

  it('refuses to take away what is not bound', async () => {
    const program = await launchSharing();
    await program.bind('/etc', 'box/rootfs');
    for (const name of ['none', 'none/deeper', 'box']) {
      await expect(program.unbind(name)).rejects.toMatchObject({ code: 'NOT_FOUND', errno: 'ENOENT' });
    }
    expect(await readdir(shared(program, 'box'))).toEqual(['rootfs']);
  });

  it('is refused where it was not asked for', async () => {
    const program = await launch('sleep', ['1000']);
    await expect(program.bind('/etc', 'name')).rejects.toMatchObject({ code: 'UNSUPPORTED', errno: 'EOPNOTSUPP' });
  });

  it('refuses a NUL and paths longer than a message before it sends them', async () => {
    const program = await launchSharing();
    await expect(program.bind('/etc\0', 'name')).rejects.toMatchObject({ details: { path: 'source' } });
    await expect(program.bind('/etc', 'name\0')).rejects.toMatchObject({ details: { path: 'name' } });
    await expect(program.bind(`/${'x'.repeat(16_384)}`, 'name')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await program.bind('/etc', 'name');
  });

  it('fails every request once the program is gone', async () => {
    const program = await launchSharing();
    program.kill();
    await program.exit;
    await expect(program.bind('/etc', 'name')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('undoes a bind that was cut short', async () => {
    const program = await launchSharing();
    process.kill(program.guardPid, 'SIGSTOP');
    const controller = new AbortController();
    const bind = program.bind('/etc', 'name', { signal: controller.signal });
    controller.abort();
    await expect(bind).rejects.toMatchObject({ code: 'CANCELLED' });
    process.kill(program.guardPid, 'SIGCONT');
    // Requests are answered in order: when this one is, the bind and its undoing are over.
    await program.bind('/etc', 'after');
    await program.unbind('after');
    expect(await readdir(shared(program))).toEqual([]);
  });
});

describe('sudden death', () => {
  it('of the guard kills the program, and its traces are removed', async () => {
    const program = await launchSharing();
    await program.bind('/etc', 'name');
    process.kill(program.guardPid, 'SIGKILL');
    expect(await program.exit).toEqual({ signal: 'SIGKILL' });
    expect(await isAlive(program.pid)).toBe(false);
  });
});
