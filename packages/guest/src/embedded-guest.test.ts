// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { VirtcontainersError } from '@virtcontainers/core';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { embeddedGuest, type EmbeddedGuest } from './embedded-guest.js';
import { manifestFileName } from './guest-manifest.js';
import { shipSmallGuest, smallGuest } from './small-guest.fixture.js';

const run = promisify(execFile);

let dir: string;
let shippedDir: string;
let cacheDir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'virtcontainers-guest-'));
  shippedDir = join(dir, 'shipped');
  cacheDir = join(dir, 'cache');
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function expectWhole({ kernelPath, initrdPath }: EmbeddedGuest): Promise<void> {
  expect(smallGuest.kernel.equals(await readFile(kernelPath))).toBe(true);
  expect(smallGuest.initramfs.equals(await readFile(initrdPath))).toBe(true);
}

async function rejection(promise: Promise<unknown>): Promise<VirtcontainersError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(VirtcontainersError);
  return error as VirtcontainersError;
}

const changedNs = async (path: string): Promise<bigint> => (await stat(path, { bigint: true })).ctimeNs;

test('the guest is unpacked, and described', async () => {
  const manifest = await shipSmallGuest(shippedDir);
  const guest = await embeddedGuest({ shippedDir, cacheDir });
  await expectWhole(guest);
  expect(guest.kernelRelease).toBe('1.2.3');
  expect(guest.contentHash).toBe(manifest.contentHash);
  expect(guest.manifest).toEqual(manifest);
  expect(dirname(guest.kernelPath)).toBe(join(cacheDir, 'guest', manifest.contentHash));
});

test('a second call leaves what is there alone, and does not read the packed files', async () => {
  const { kernel } = await shipSmallGuest(shippedDir);
  const first = await embeddedGuest({ shippedDir, cacheDir });
  const before = await changedNs(first.kernelPath);
  await rm(join(shippedDir, kernel.file));
  const second = await embeddedGuest({ shippedDir, cacheDir });
  expect(second).toEqual(first);
  expect(await changedNs(second.kernelPath)).toBe(before);
});

test('guests of different content lie beside each other', async () => {
  await shipSmallGuest(shippedDir);
  const first = await embeddedGuest({ shippedDir, cacheDir });
  await shipSmallGuest(shippedDir, { kernel: Buffer.from('newer') });
  const second = await embeddedGuest({ shippedDir, cacheDir });
  await expectWhole(first);
  expect(await readFile(second.kernelPath, 'utf8')).toBe('newer');
});

const damages: [string, (guest: EmbeddedGuest) => Promise<void>][] = [
  [
    'a byte changed',
    async ({ kernelPath }) => {
      const content = await readFile(kernelPath);
      content.writeUInt8(content.readUInt8(1) ^ 1, 1);
      await chmod(kernelPath, 0o644);
      await writeFile(kernelPath, content);
    },
  ],
  ['a file cut short', ({ initrdPath }) => truncate(initrdPath, 5)],
  ['a file lost', ({ initrdPath }) => rm(initrdPath)],
  [
    'everything lost but the directory',
    async ({ kernelPath }) => {
      await rm(dirname(kernelPath), { recursive: true });
      await mkdir(dirname(kernelPath));
    },
  ],
];

test.each(damages)('a damaged cache is found and made anew: %s', async (_, damage) => {
  await shipSmallGuest(shippedDir);
  const guest = await embeddedGuest({ shippedDir, cacheDir });
  await damage(guest);
  await expectWhole(await embeddedGuest({ shippedDir, cacheDir }));
  expect(await readdir(join(cacheDir, 'guest'))).toEqual([guest.contentHash]);
});

test('a lost note on what was verified costs a check, not the files', async () => {
  await shipSmallGuest(shippedDir);
  const { kernelPath } = await embeddedGuest({ shippedDir, cacheDir });
  const before = await changedNs(kernelPath);
  await rm(join(dirname(kernelPath), 'verified.json'));
  await expectWhole(await embeddedGuest({ shippedDir, cacheDir }));
  expect(await changedNs(kernelPath)).toBe(before);
});

test('a guest that was never built is NOT_FOUND, with what to do', async () => {
  const error = await rejection(embeddedGuest({ shippedDir, cacheDir }));
  expect(error.code).toBe('NOT_FOUND');
  expect(error.details.remedy).toContain('build');
});

test('a packed file that is missing is NOT_FOUND, and named', async () => {
  const { initramfs } = await shipSmallGuest(shippedDir);
  await rm(join(shippedDir, initramfs.file));
  const error = await rejection(embeddedGuest({ shippedDir, cacheDir }));
  expect(error.code).toBe('NOT_FOUND');
  expect(error.details['file']).toBe(join(shippedDir, initramfs.file));
  expect(await readdir(join(cacheDir, 'guest'))).toEqual([]);
});

test.each(['{', '{}', '{"formatVersion":2}'])('a manifest of %j is PROTOCOL', async (text) => {
  await shipSmallGuest(shippedDir);
  await writeFile(join(shippedDir, manifestFileName), text);
  expect((await rejection(embeddedGuest({ shippedDir, cacheDir }))).code).toBe('PROTOCOL');
});

test.each(['../../etc/passwd', '/etc/passwd', '.hidden', 'a/b'])('a manifest cannot name the file %s', async (file) => {
  const manifest = await shipSmallGuest(shippedDir);
  const hostile = { ...manifest, kernel: { ...manifest.kernel, file } };
  await writeFile(join(shippedDir, manifestFileName), JSON.stringify(hostile));
  expect((await rejection(embeddedGuest({ shippedDir, cacheDir }))).code).toBe('PROTOCOL');
});

test.each([
  ['is not compressed at all', (): Buffer => Buffer.from('garbage')],
  ['was cut short', (packed: Buffer): Buffer => packed.subarray(0, packed.length / 2)],
  ['is empty', (): Buffer => Buffer.alloc(0)],
])('a packed file that %s is PROTOCOL, and nothing is left', async (_, damaged) => {
  const { kernel } = await shipSmallGuest(shippedDir);
  const path = join(shippedDir, kernel.file);
  await writeFile(path, damaged(await readFile(path)));
  const error = await rejection(embeddedGuest({ shippedDir, cacheDir }));
  expect(error.code).toBe('PROTOCOL');
  expect(error.details['file']).toBe(path);
  expect(await readdir(join(cacheDir, 'guest'))).toEqual([]);
});

test.each([
  ['more', -1],
  ['less', 1],
])('a packed file with %s in it than the manifest says is PROTOCOL', async (_, difference) => {
  const manifest = await shipSmallGuest(shippedDir);
  const { kernel } = manifest;
  const lying = {
    ...manifest,
    kernel: { ...kernel, sizeBytes: kernel.sizeBytes + difference, sha256: '0'.repeat(64) },
  };
  await writeFile(join(shippedDir, manifestFileName), JSON.stringify(lying));
  expect((await rejection(embeddedGuest({ shippedDir, cacheDir }))).code).toBe('PROTOCOL');
});

test('an abort is CANCELLED, leaves nothing, and does not disturb the next call', async () => {
  await shipSmallGuest(shippedDir);
  const controller = new AbortController();
  const cut = rejection(embeddedGuest({ shippedDir, cacheDir, signal: controller.signal }));
  const after = embeddedGuest({ shippedDir, cacheDir });
  controller.abort();
  expect((await cut).code).toBe('CANCELLED');
  const guest = await after;
  await expectWhole(guest);
  expect(await readdir(join(cacheDir, 'guest'))).toEqual([guest.contentHash]);
});

test('an abort before the call keeps it from starting', async () => {
  await shipSmallGuest(shippedDir);
  const cut = embeddedGuest({ shippedDir, cacheDir, signal: AbortSignal.abort() });
  expect((await rejection(cut)).code).toBe('CANCELLED');
  await expect(readdir(cacheDir)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('many calls of one process at the same time all get it', async () => {
  await shipSmallGuest(shippedDir);
  const guests = await Promise.all(Array.from({ length: 20 }, () => embeddedGuest({ shippedDir, cacheDir })));
  for (const guest of guests) await expectWhole(guest);
});

test('ten processes at the same time all get it, and leave one directory', { timeout: 60_000 }, async () => {
  const { contentHash } = await shipSmallGuest(shippedDir);
  const module = new URL('../dist/index.js', import.meta.url).href;
  const program = `
    import { embeddedGuest } from ${JSON.stringify(module)};
    import { readFileSync } from 'node:fs';
    const guest = await embeddedGuest(${JSON.stringify({ shippedDir, cacheDir })});
    console.log(readFileSync(guest.kernelPath).length);`;
  const node = (): Promise<{ stdout: string }> => run(process.execPath, ['--input-type=module', '--eval', program]);
  const outputs = await Promise.all(Array.from({ length: 10 }, node));
  expect(outputs.map(({ stdout }) => stdout)).toEqual(Array(10).fill(`${smallGuest.kernel.length}\n`));
  expect(await readdir(join(cacheDir, 'guest'))).toEqual([contentHash]);
});
