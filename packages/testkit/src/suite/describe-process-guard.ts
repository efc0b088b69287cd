// SPDX-License-Identifier: Apache-2.0

import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import type { GuardedCommand, GuardedProcess, ProcessGuard } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { refusal } from './refusal.js';
import { scratchDir } from './scratch-dir.js';

/** A program and its arguments. */
export type ProgramLine = Pick<GuardedCommand, 'program' | 'args'>;

/** A guard under test, and programs that it can run. */
export interface ProcessGuardFixture {
  readonly guard: ProcessGuard;
  readonly programs: {
    /** Copies what it reads from its first stream back to it, until the stream ends; then exits with 0. */
    readonly echo: ProgramLine;
    /** Prints `ready` and a line end, then waits until it is killed. */
    readonly wait: ProgramLine;
    /** Exits with this code. */
    exit(code: number): ProgramLine;
    /** Is not there. */
    readonly missing: ProgramLine;
  };
}

/** What every {@link ProcessGuard} promises, as far as it shows without looking at the kernel. */
export function describeProcessGuard(name: string, makeFixture: () => Promise<ProcessGuardFixture>): void {
  async function setUp() {
    const scratch = await scratchDir();
    const fixture = await makeFixture();
    const runDir = join(scratch.path, 'run');
    await mkdir(runDir);
    const launch = (line: ProgramLine, streams: readonly string[] = []): Promise<GuardedProcess> =>
      fixture.guard.launch({ ...line, streams, runDir, shareTree: true });
    return {
      ...fixture,
      runDir,
      launch,
      path: scratch.path,
      [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
    };
  }

  describe(`${name} as a process guard`, () => {
    it('connects the streams of a program', async () => {
      await using test = await setUp();
      await using process = await test.launch(test.programs.echo, ['first', 'second']);
      const stream = process.stream('first');
      stream.write('hello');
      expect(String((await once(stream, 'data'))[0])).toBe('hello');
    });

    it('refuses a stream that was not asked for', async () => {
      await using test = await setUp();
      await using process = await test.launch(test.programs.wait, ['first']);
      expect(() => process.stream('other')).toThrow();
    });

    it.each([0, 3, 255])('tells exit code %i, and removes the run directory', async (code) => {
      await using test = await setUp();
      await using process = await test.launch(test.programs.exit(code));
      expect(await process.exit).toEqual({ code });
      expect(existsSync(test.runDir)).toBe(false);
    });

    it('tells the signal of a kill, which is repeatable, and removes the run directory', async () => {
      await using test = await setUp();
      await using process = await test.launch(test.programs.wait);
      process.kill();
      process.kill();
      expect(await process.exit).toEqual({ signal: 'SIGKILL' });
      process.kill();
      expect(existsSync(test.runDir)).toBe(false);
    });

    it('hands on what the program prints', async () => {
      await using test = await setUp();
      await using process = await test.launch(test.programs.wait);
      expect(String((await once(process.output, 'data'))[0])).toContain('ready');
    });

    it('kills the program when it is disposed of, and is repeatable in that', async () => {
      await using test = await setUp();
      const process = await test.launch(test.programs.wait);
      await process[Symbol.asyncDispose]();
      await process[Symbol.asyncDispose]();
      expect(await process.exit).toEqual({ signal: 'SIGKILL' });
      expect(existsSync(test.runDir)).toBe(false);
    });

    it('refuses a program that is not there with NOT_FOUND', async () => {
      await using test = await setUp();
      await refusal(test.launch(test.programs.missing), 'NOT_FOUND');
    });

    it('starts nothing when the caller has given up already', async () => {
      await using test = await setUp();
      const command = { ...test.programs.wait, streams: [], runDir: test.runDir, shareTree: false };
      await refusal(test.guard.launch(command, { signal: AbortSignal.abort() }), 'CANCELLED');
    });

    it('binds a directory and a file, and unbinds them', async () => {
      await using test = await setUp();
      await mkdir(join(test.path, 'source'));
      await writeFile(join(test.path, 'file'), 'content');
      await using process = await test.launch(test.programs.wait);
      await process.bind(join(test.path, 'source'), 'box/rootfs');
      await process.bind(join(test.path, 'file'), 'box/file', { readOnly: true });
      await process.unbind('box/rootfs');
      await process.bind(join(test.path, 'source'), 'box/rootfs');
      await process.unbind('box/file');
      await refusal(process.unbind('box/file'), 'NOT_FOUND');
    });

    it('refuses to bind at a name that is taken', async () => {
      await using test = await setUp();
      await mkdir(join(test.path, 'source'));
      await using process = await test.launch(test.programs.wait);
      await process.bind(join(test.path, 'source'), 'name');
      await refusal(process.bind(join(test.path, 'source'), 'name'), 'ALREADY_EXISTS');
    });

    it('refuses to bind what is not there', async () => {
      await using test = await setUp();
      await using process = await test.launch(test.programs.wait);
      await refusal(process.bind(join(test.path, 'nothing'), 'name'), 'NOT_FOUND');
      await symlink(join(test.path, 'nothing'), join(test.path, 'dangling'));
      await refusal(process.bind(join(test.path, 'dangling'), 'name'), 'NOT_FOUND');
    });

    it('refuses to bind a device', async () => {
      await using test = await setUp();
      await using process = await test.launch(test.programs.wait);
      await refusal(process.bind('/dev/null', 'name'), 'INVALID_ARGUMENT');
    });

    it.each(['', '/', '/name', '..', '../name', 'a/../b', 'a//b', './a'])('refuses the name %j', async (bad) => {
      await using test = await setUp();
      await mkdir(join(test.path, 'source'));
      await using process = await test.launch(test.programs.wait);
      await refusal(process.bind(join(test.path, 'source'), bad), 'INVALID_ARGUMENT');
    });
  });
}
