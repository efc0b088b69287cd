// SPDX-License-Identifier: Apache-2.0

import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { deferred, type ProcessExit, VirtcontainersError } from '@virtcontainers/core';
import { type FakeProcess, type FakeProgram, refusal } from '@virtcontainers/testkit';
import { describe, expect, it } from 'vitest';
import type { Container } from '../container/container.js';
import { runSandbox } from '../operations/run-sandbox.js';
import { outputBufferBytes } from '../process/process-output.js';
import { FakeWorld } from '../testing/fake-world.js';
import type { ExecOptions } from './exec-options.js';
import { ExecError } from './exec-result.js';

const exited = (code: number): ProcessExit => ({ kind: 'exited', code });

const programs: Record<string, FakeProgram> = {
  '/bin/both': async (process) => {
    await process.print('out');
    await process.stderr.writeAll(Buffer.from('err'), process.ended);
    return exited(3);
  },
  '/bin/flood': async (process) => {
    for (;;) await process.print('x'.repeat(4096));
  },
  '/bin/stubborn': async (process) => {
    process.onSignal(15, () => undefined);
    await process.print('ready');
    return new Promise(() => undefined);
  },
  '/bin/env': async (process) => {
    const { envs, workDir, user, interactive } = process.cmd;
    await process.print(JSON.stringify({ envs, workDir, user, interactive }));
    return exited(0);
  },
};

/** Runs a test with a running container. */
async function inContainer(test: (container: Container, world: FakeWorld) => Promise<void>): Promise<void> {
  await using world = await FakeWorld.make({ programs });
  const cmd = { args: ['sleep', '1'], envs: [{ var: 'PATH', value: '/bin' }], workDir: '/work', user: 'nobody' };
  await using sandbox = await runSandbox({ containers: [{ id: 'main', rootFs: world.rootFs, cmd }] }, world.options);
  await test(sandbox.getContainer('main')!, world);
}

/** The process that was started last. */
function latest(world: FakeWorld): FakeProcess {
  return world.agent.containers.get('main')!.processes.at(-1)!;
}

describe('exec', () => {
  it('gives the whole result when it is awaited', () =>
    inContainer(async (container) => {
      const result = await container.exec(['both']);
      expect(result).toMatchObject({ exit: exited(3), stdout: 'out', stderr: 'err', ok: false });
    }));

  it('makes an exit code other than 0 an error on request', () =>
    inContainer(async (container) => {
      expect((await container.exec(['echo', 'hi']).orThrow()).stdout).toBe('hi\n');
      const error = await refusal(container.exec(['both']).orThrow(), 'INTERNAL');
      expect(error).toBeInstanceOf(ExecError);
      expect(error).toMatchObject({ message: 'the command exited with code 3: err', retryable: false });
    }));

  it('gives labelled chunks when it is iterated over', () =>
    inContainer(async (container) => {
      const seen = { stdout: '', stderr: '' };
      const exec = container.exec(['both']);
      for await (const { stream, data } of exec) seen[stream] += String(data);
      expect(seen).toEqual({ stdout: 'out', stderr: 'err' });
      expect(await exec.wait()).toEqual(exited(3));
    }));

  it('has streams', () =>
    inContainer(async (container) => {
      const exec = container.exec(['cat'], { stdin: 'pipe' });
      exec.stdin.end('through');
      expect(String(Buffer.concat(await exec.stdout.toArray()))).toBe('through');
      expect(await exec.wait()).toEqual(exited(0));
    }));

  it('closes standard input at once unless it is asked for', () =>
    inContainer(async (container) => {
      const exec = container.exec(['cat']);
      expect(() => exec.stdin).toThrow(expect.objectContaining({ code: 'INVALID_STATE' }));
      expect(await exec).toMatchObject({ exit: exited(0), stdout: '' });
    }));

  it.each([
    ['text', 'some input'],
    ['bytes', randomBytes(300_000)],
  ])('sends its input: %s', (_name, input) =>
    inContainer(async (container) => {
      const { stdoutBytes, exit } = await container.exec(['cat'], { input });
      expect(exit).toEqual(exited(0));
      expect(stdoutBytes.equals(Buffer.from(input as Buffer))).toBe(true);
    }),
  );

  it('sends input that comes bit by bit', () =>
    inContainer(async (container) => {
      const input = Readable.from(['one ', 'two']);
      expect((await container.exec(['cat'], { input })).stdout).toBe('one two');
    }));

  it('does not mind a command that leaves its input unread', () =>
    inContainer(async (container) => {
      expect((await container.exec(['true'], { input: 'x'.repeat(1_000_000) })).exit).toEqual(exited(0));
    }));

  it('inherits what arguments do not say from the container, and options win', () =>
    inContainer(async (container) => {
      const plain = await container.exec(['env']);
      expect(JSON.parse(plain.stdout)).toEqual({
        ...{ envs: [{ var: 'PATH', value: '/bin' }], workDir: '/work', user: 'nobody', interactive: false },
      });
      const changed = await container.exec(['env'], { env: { A: '1', PATH: '/x' }, workDir: '/', user: 'root' });
      expect(JSON.parse(changed.stdout)).toMatchObject({
        ...{
          envs: [
            { var: 'A', value: '1' },
            { var: 'PATH', value: '/x' },
          ],
          workDir: '/',
          user: 'root',
        },
      });
    }));

  it('takes a whole command as it is', () =>
    inContainer(async (container) => {
      const { stdout } = await container.exec({ args: ['env'], workDir: '/tmp' });
      expect(JSON.parse(stdout)).toEqual({ envs: [], workDir: '/tmp', interactive: false });
    }));

  it('runs in a terminal of a certain size', () =>
    inContainer(async (container, world) => {
      const exec = container.exec(['sleep', '1'], { terminal: { rows: 40, columns: 100 } });
      await exec.started;
      await exec.resize(24, 80);
      expect(latest(world)).toMatchObject({ cmd: { interactive: true }, terminal: { rows: 24, columns: 80 } });
      await refusal(exec.resize(0, 80), 'INVALID_ARGUMENT');
      await exec.kill('KILL');
      expect(await exec.wait()).toEqual({ kind: 'signaled', signal: 'SIGKILL' });
    }));

  describe('refuses', () => {
    it('what is not a command, at once', () =>
      inContainer((container) => {
        expect(() => container.exec([])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
        expect(() => container.exec({ args: ['x'], detach: true })).toThrow(
          expect.objectContaining({ code: 'UNSUPPORTED' }),
        );
        return Promise.resolve();
      }));

    it('a missing program, whichever way it is used', () =>
      inContainer(async (container) => {
        await refusal(Promise.resolve(container.exec(['/no/such/program'])), 'NOT_FOUND');
        await refusal(container.exec(['/no/such/program']).wait(), 'NOT_FOUND');
        await refusal(container.exec(['/no/such/program']).started, 'NOT_FOUND');
        await refusal(container.exec(['/no/such/program']).stdout.toArray(), 'NOT_FOUND');
        const iterator = container.exec(['/no/such/program'])[Symbol.asyncIterator]();
        const error = await refusal(iterator.next(), 'NOT_FOUND');
        expect(error).toMatchObject({ phase: 'start', report: { agent: 'answering' } });
      }));

    it('an unusable user', () =>
      inContainer(async (container) => {
        await refusal(Promise.resolve(container.exec(['true'], { user: 'nosuchuser' })), 'INVALID_ARGUMENT');
      }));

    it.each<readonly [string, ExecOptions]>([
      ['timeoutMs', { timeoutMs: 0 }],
      ['timeoutMs', { timeoutMs: Number.POSITIVE_INFINITY }],
      ['killGraceMs', { killGraceMs: -1 }],
      ['maxOutputBytes', { maxOutputBytes: 0.5 }],
      ['rows', { terminal: { rows: 0, columns: 80 } }],
      ['input', { input: 7 as unknown as string }],
      ['signal', { signal: {} as AbortSignal }],
    ])('an unusable option, before anything runs: %s of %o', (path, options) =>
      inContainer((container, world) => {
        expect(() => container.exec(['sleep', '1'], options)).toThrow(
          expect.objectContaining({ code: 'INVALID_ARGUMENT', details: expect.objectContaining({ path }) as unknown }),
        );
        expect(world.agent.containers.get('main')!.processes).toHaveLength(1);
        return Promise.resolve();
      }),
    );

    it.each([undefined, null, 'ls -l', 5])('what is no command: %s', (cmd) =>
      inContainer((container) => {
        expect(() => container.exec(cmd as unknown as string[])).toThrow(
          expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
        );
        return Promise.resolve();
      }),
    );

    it('signals that do not exist', () =>
      inContainer(async (container) => {
        const exec = container.exec(['sleep', '1']);
        await refusal(exec.kill('SIGNOTHING'), 'INVALID_ARGUMENT');
        await exec.kill();
        expect(await exec.wait()).toEqual({ kind: 'signaled', signal: 'SIGTERM' });
      }));
  });

  describe('cut off', () => {
    it('by time, ends the command and says timedOut', () =>
      inContainer(async (container, world) => {
        const exec = container.exec(['sleep', '1'], { timeoutMs: 30 });
        await exec.started;
        const process = latest(world);
        expect((await exec).exit).toEqual({ kind: 'timedOut', timeoutMs: 30 });
        expect(process.signals).toEqual([15]);
      }));

    it('by time, kills a command that handles SIGTERM', () =>
      inContainer(async (container, world) => {
        const exec = container.exec(['stubborn'], { timeoutMs: 30, killGraceMs: 20 });
        await exec.started;
        const process = latest(world);
        const { exit, stdout } = await exec;
        expect({ exit, stdout }).toEqual({ exit: { kind: 'timedOut', timeoutMs: 30 }, stdout: 'ready' });
        expect(process.signals).toEqual([15, 9]);
      }));

    it('by abort, ends the command before it rejects', () =>
      inContainer(async (container, world) => {
        const controller = new AbortController();
        const exec = container.exec(['sleep', '1'], { signal: controller.signal });
        await exec.started;
        const process = latest(world);
        const call = refusal(Promise.resolve(exec), 'CANCELLED');
        controller.abort(new Error('enough'));
        await call;
        expect(process.ended.aborted).toBe(true);
      }));

    it('by abort while it starts, leaves no process', () =>
      inContainer(async (container, world) => {
        const held = world.agent.faults.hold('execProcess');
        const controller = new AbortController();
        const call = refusal(
          Promise.resolve(container.exec(['sleep', '1'], { signal: controller.signal })),
          'CANCELLED',
        );
        await held.reached;
        controller.abort();
        held.release();
        await call;
        expect(world.agent.containers.get('main')!.processes).toHaveLength(1);
      }));

    it.each([
      ['what its source throws', new Error('the disk is gone'), 'the disk is gone'],
      ['what is no input', 7, 'a piece of input is of type number, neither text nor bytes'],
    ])('by input that breaks off, does not take what came for the whole: %s', (_name, last, message) =>
      inContainer(async (container, world) => {
        const begun = deferred();
        const source = async function* (): AsyncGenerator<string> {
          yield await begun.promise.then(() => 'first');
          if (last instanceof Error) throw last;
          yield last as unknown as string;
        };
        const exec = container.exec(['stubborn'], { input: source(), killGraceMs: 10 });
        await exec.started;
        const process = latest(world);
        begun.resolve();
        const error = await refusal(Promise.resolve(exec), 'CANCELLED');
        expect(error).toMatchObject({ phase: 'run', details: { path: 'input' } });
        expect(error.cause).toMatchObject({ message });
        expect(process.ended.aborted).toBe(true);
      }),
    );

    it('by too much output, ends the command', () =>
      inContainer(async (container, world) => {
        const exec = container.exec(['flood'], { maxOutputBytes: 100_000 });
        await exec.started;
        const process = latest(world);
        const error = await refusal(Promise.resolve(exec), 'RESOURCE_EXHAUSTED');
        expect(error.details['maxOutputBytes']).toBe(100_000);
        expect(process.ended.aborted).toBe(true);
      }));

    it('leaves it alone when only a wait is cut short', () =>
      inContainer(async (container, world) => {
        const exec = container.exec(['sleep', '1']);
        await exec.started;
        await refusal(exec.wait({ timeoutMs: 10 }), 'TIMEOUT');
        expect(latest(world).signals).toEqual([]);
        await exec.kill();
      }));

    it('goes on with its output thrown away when the iteration is left early', () =>
      inContainer(async (container, world) => {
        const exec = container.exec(['flood']);
        for await (const { data } of exec) {
          expect(data.length).toBeGreaterThan(0);
          break;
        }
        expect(latest(world).ended.aborted).toBe(false);
        await exec.kill('SIGKILL');
        expect(await exec.wait()).toEqual({ kind: 'signaled', signal: 'SIGKILL' });
      }));
  });

  it('holds back a command whose output nobody reads', () =>
    inContainer(async (container) => {
      const exec = container.exec(['flood']);
      for await (const chunk of exec.stdout) {
        expect((chunk as Buffer).length).toBeLessThanOrEqual(2 * outputBufferBytes);
        expect(exec.stdout.readableLength).toBeLessThanOrEqual(2 * outputBufferBytes);
        break;
      }
      await exec.kill('SIGKILL');
      await exec.wait();
    }));

  it('says that the machine died under it, and keeps the output so far', () =>
    inContainer(async (container, world) => {
      const exec = container.exec(['stubborn']);
      const whole = Promise.resolve(exec);
      await exec.started;
      world.machine.consoleTail = 'the last words';
      await world.machine.die({ signal: 'SIGSEGV' });
      const { exit } = await whole;
      expect(exit).toEqual({ kind: 'vmDied', hypervisor: { signal: 'SIGSEGV' }, consoleTail: 'the last words' });
    }));

  it('says that nobody knows when the agent is lost', () =>
    inContainer(async (container, world) => {
      const exec = container.exec(['sleep', '1']);
      await exec.started;
      world.agent.lose(new VirtcontainersError('PROTOCOL', 'the stream was cut in the middle of a frame'));
      expect((await exec).exit).toEqual({ kind: 'unknown', reason: 'the stream was cut in the middle of a frame' });
    }));
});
