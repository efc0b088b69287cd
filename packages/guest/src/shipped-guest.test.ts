// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { interpreterOf } from './build/dynamic-linking.js';
import { readElf } from './build/elf.js';
import { moduleDependencies } from './build/kernel-modules.js';
import { pvhEntry } from './build/pvh-entry.js';
import { runCommand } from './build/run-command.js';
import { embeddedGuest, type EmbeddedGuest } from './embedded-guest.js';
import { manifestFileName } from './guest-manifest.js';
import { shippedGuestDir } from './shipped-guest.js';

let dir: string;
let guest: EmbeddedGuest;
let paths: string[];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'virtcontainers-shipped-'));
  guest = await embeddedGuest({ cacheDir: dir });
  const initramfs = await readFile(guest.initrdPath);
  await runCommand('cpio', ['--extract', '--quiet', '--no-preserve-owner'], { input: initramfs, cwd: dir });
  const listing = await runCommand('cpio', ['--list', '--quiet'], { input: initramfs });
  paths = listing.toString().trim().split('\n');
}, 60_000);

afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

test('the guest as shipped is no larger than 24 MiB', async () => {
  const { kernel, initramfs } = guest.manifest;
  const names = [kernel.file, initramfs.file, manifestFileName];
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(shippedGuestDir, name))).size));
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(24 * 1024 * 1024);
});

test('the kernel can be booted by PVH and is the one that the manifest names', async () => {
  const kernel = await readFile(guest.kernelPath);
  expect(pvhEntry(readElf(kernel, 'vmlinux'))).toBeDefined();
  expect(kernel.includes(`Linux version ${guest.kernelRelease} `)).toBe(true);
});

test('the first process is a static program, and crun is there', async () => {
  expect(paths).toEqual(expect.arrayContaining(['init', 'usr/bin/crun', 'dev/console']));
  expect(interpreterOf(readElf(await readFile(join(dir, 'init')), 'init'))).toBeUndefined();
});

test('crun finds every library', async () => {
  const listing = await runCommand('chroot', [dir, '/lib64/ld-linux-x86-64.so.2', '--list', '/usr/bin/crun']);
  expect(listing.toString()).toContain('libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6');
  expect(listing.toString()).not.toContain('not found');
});

test('there is no shell, no interpreter, no service manager and nothing to load modules with', () => {
  const names = paths.map((path) => path.slice(path.lastIndexOf('/') + 1));
  const unwanted = /^(.*sh|busybox|toybox|python.*|perl.*|systemd.*|udev.*|modprobe|insmod|kmod|login|getty|mount)$/;
  expect(names.filter((name) => unwanted.test(name))).toEqual([]);
});

test('the list of modules names those that are there, in an order in which they can be loaded', async () => {
  const list = await readFile(join(dir, 'etc/virtcontainers/modules'), 'utf8');
  const lines = list
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  expect(lines.map(([stage]) => stage)).toEqual(guest.manifest.modules.map(({ stage }) => stage));
  const loaded = new Set<string>();
  for (const [, path = ''] of lines) {
    const name = path.replace(/^\/lib\/modules\/(.*)\.ko$/, '$1');
    for (const needed of moduleDependencies(await readFile(join(dir, path)), name)) expect(loaded).toContain(needed);
    loaded.add(name);
  }
  expect([...loaded]).toEqual(guest.manifest.modules.map(({ name }) => name));
});

test('the agent can be reached before the later modules are loaded', () => {
  const boot = guest.manifest.modules.filter(({ stage }) => stage === 'boot').map(({ name }) => name);
  expect(boot).toEqual(expect.arrayContaining(['virtio_pci', 'virtio_mmio', 'virtio_console', '9p', '9pnet_virtio']));
});
