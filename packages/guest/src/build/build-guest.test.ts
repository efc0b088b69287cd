// SPDX-License-Identifier: Apache-2.0
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { buildGuest, type BuildResult } from './build-guest.js';
import { elfFile } from './elf-file.fixture.js';
import { Progress } from './progress.js';

/** Shared with the build of the guest that ships, so that packages are downloaded once. */
const cacheDir = fileURLToPath(new URL('../../../../.cache/guest', import.meta.url));

const timeout = 300_000;

let dir: string;
let shippedDir: string;
let agentPath: string;
let said: string[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'virtcontainers-build-'));
  shippedDir = join(dir, 'shipped');
  agentPath = join(dir, 'agent');
  said = [];
  await writeFile(agentPath, elfFile([]));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

function build(): Promise<BuildResult> {
  return buildGuest({ agentPath, shippedDir, cacheDir, progress: new Progress((line) => said.push(line)) });
}

const looks = async (): Promise<string[]> => {
  const names = (await readdir(shippedDir)).sort();
  const stats = await Promise.all(names.map((name) => stat(join(shippedDir, name), { bigint: true })));
  return names.map((name, index) => `${name} ${String(stats[index]?.ino)} ${String(stats[index]?.ctimeNs)}`);
};

test(
  'the second build has nothing to do and says so; a damaged file or another agent is built anew',
  { timeout },
  async () => {
    const first = await build();
    expect(first.built).toBe(true);
    expect(said.some((line) => line.includes('built: Linux'))).toBe(true);

    const before = await looks();
    said = [];
    expect(await build()).toEqual({ built: false, manifest: first.manifest });
    expect(said).toEqual([expect.stringContaining('up to date')]);
    expect(await looks()).toEqual(before);

    const damaged = join(shippedDir, first.manifest.initramfs.file);
    const content = await readFile(damaged);
    await writeFile(damaged, content.subarray(0, 100));
    const repaired = await build();
    expect(repaired).toEqual({ built: true, manifest: first.manifest });
    expect(content.equals(await readFile(damaged))).toBe(true);

    await appendFile(agentPath, 'changed');
    const changed = await build();
    expect(changed.built).toBe(true);
    expect(changed.manifest.inputsHash).not.toBe(first.manifest.inputsHash);
    expect(changed.manifest.kernel).toEqual(first.manifest.kernel);
    expect(changed.manifest.initramfs.sha256).not.toBe(first.manifest.initramfs.sha256);
    const { kernel, initramfs } = changed.manifest;
    expect((await readdir(shippedDir)).sort()).toEqual([initramfs.file, 'manifest.json', kernel.file].sort());
  },
);

test('of two builds at once one builds, and the other finds it done', { timeout }, async () => {
  const results = await Promise.all([build(), build()]);
  expect(results.map(({ built }) => built).sort()).toEqual([false, true]);
  expect(results[0].manifest).toEqual(results[1].manifest);
  expect((await readdir(cacheDir)).filter((name) => name.startsWith('unfinished-'))).toEqual([]);
});

test('an agent that is not there, is no program, or needs libraries is refused, and nothing is shipped', async () => {
  await rm(agentPath);
  await expect(build()).rejects.toThrow(`no guest agent at ${agentPath}`);
  await writeFile(agentPath, '#!/bin/sh\n');
  await expect(build()).rejects.toThrow('not an ELF file');
  await writeFile(agentPath, await readFile('/usr/bin/true'));
  await expect(build()).rejects.toThrow('not a static program');
  await expect(readdir(shippedDir)).rejects.toMatchObject({ code: 'ENOENT' });
});
