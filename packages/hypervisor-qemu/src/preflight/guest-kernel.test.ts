// SPDX-License-Identifier: Apache-2.0

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { printing } from '../testing/tiny-kernel.js';
import { checkGuestKernel, kernelProblem } from './guest-kernel.js';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kernel-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

function elf(changes: Readonly<Record<number, number>>): Buffer {
  const image = Buffer.from(printing('x'));
  for (const [offset, byte] of Object.entries(changes)) image[Number(offset)] = byte;
  return image;
}

function bzImage(version: number, loadFlags: number): Buffer {
  const image = Buffer.alloc(1024);
  image.write('HdrS', 0x202, 'latin1');
  image.writeUInt16LE(version, 0x206);
  image.writeUInt16LE(loadFlags, 0x236);
  return image;
}

const otherArchitecture = 'is a kernel for another architecture';

test.each([
  ['an elf for x86-64', elf({}), undefined],
  ['an elf for arm64', elf({ 18: 183 }), otherArchitecture],
  ['an elf of 32 bits', elf({ 4: 1 }), otherArchitecture],
  ['an elf that is cut off', elf({}).subarray(0, 10), 'is cut off'],
  ['a bzImage of 64 bits', bzImage(0x20f, 0x7f), undefined],
  ['a bzImage of 32 bits', bzImage(0x20f, 0), otherArchitecture],
  ['a bzImage too old to tell', bzImage(0x206, 0), undefined],
  ['a bzImage that is cut off', bzImage(0x20f, 1).subarray(0, 0x230), 'is cut off'],
  ['a script', Buffer.from('#!/bin/sh\n'), 'is no kernel: neither elf nor bzImage'],
  ['a gzip file', Buffer.from([0x1f, 0x8b, 8, 0]), 'is no kernel: neither elf nor bzImage'],
])('%s', (_, head, problem) => {
  expect(kernelProblem(head)).toBe(problem);
});

const named = (path: string): Parameters<typeof checkGuestKernel>[0] => ({
  path,
  field: 'hypervisorConfig.kernelPath',
  what: 'guest kernel',
});

test('a kernel that is not there is NOT_FOUND', async () => {
  await expect(checkGuestKernel(named(join(directory, 'absent')))).rejects.toMatchObject({
    code: 'NOT_FOUND',
    phase: 'validate',
    details: { path: 'hypervisorConfig.kernelPath' },
  });
});

test('a directory, an empty file and what is no kernel are INVALID_ARGUMENT', async () => {
  await writeFile(join(directory, 'empty'), '');
  await writeFile(join(directory, 'text'), 'not a kernel');
  for (const path of [directory, join(directory, 'empty'), join(directory, 'text')]) {
    await expect(checkGuestKernel(named(path))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { path: 'hypervisorConfig.kernelPath' },
    });
  }
});

test('a kernel passes', async () => {
  const path = join(directory, 'vmlinux');
  await writeFile(path, printing('x'));
  await expect(checkGuestKernel(named(path))).resolves.toBeUndefined();
});
