// SPDX-License-Identifier: Apache-2.0

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NativeError } from './native-error.js';
import { openConfined } from './owned-fd.js';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'owned-fd-'));
  await mkdir(join(root, 'etc'));
  await writeFile(join(root, 'etc/passwd'), 'ours');
  await symlink('/etc/passwd', join(root, 'absolute'));
  await symlink('../../../../../../etc/passwd', join(root, 'climbing'));
  await symlink('..', join(root, 'etc/up'));
});

afterEach(() => rm(root, { recursive: true }));

/** Where a confined open led. */
async function target(path: string, resolve: 'inRoot' | 'noLinks'): Promise<string> {
  using fd = openConfined(root, path, { resolve });
  return await readlink(`/proc/self/fd/${fd.number}`);
}

describe('openConfined', () => {
  it('opens what lies within', async () => {
    expect(await target('etc/passwd', 'noLinks')).toBe(join(root, 'etc/passwd'));
  });

  it('keeps links within the root as chroot does', async () => {
    expect(await target('absolute', 'inRoot')).toBe(join(root, 'etc/passwd'));
    expect(await target('climbing', 'inRoot')).toBe(join(root, 'etc/passwd'));
    expect(await target('/etc/up/../etc/passwd', 'inRoot')).toBe(join(root, 'etc/passwd'));
  });

  it.each([
    ['a link', 'etc/up/etc', 'ELOOP'],
    ['a way out', 'etc/../..', 'EXDEV'],
    ['an absolute path', '/etc', 'EXDEV'],
  ])('refuses %s where none may be', (_, path, errno) => {
    expect(() => openConfined(root, path)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', errno, syscall: 'openat2' }),
    );
  });

  it('says what is not there', () => {
    expect(() => openConfined(root, 'none')).toThrow(expect.objectContaining({ code: 'NOT_FOUND', errno: 'ENOENT' }));
    expect(() => openConfined(join(root, 'none'), 'etc')).toThrow(NativeError);
  });
});

describe('an owned descriptor', () => {
  it('says what it refers to', () => {
    using directory = openConfined(root, 'etc');
    using file = openConfined(root, 'etc/passwd');
    using device = openConfined('/dev', 'null');
    expect([directory, file, device].map((fd) => fd.kind())).toEqual(['directory', 'file', 'character']);
  });

  it('is open until it is closed, which can be repeated', () => {
    const fd = openConfined(root, 'etc');
    const link = `/proc/self/fd/${fd.number}`;
    expect(existsSync(link)).toBe(true);
    fd.close();
    fd.close();
    expect(existsSync(link)).toBe(false);
    expect(fd.number).toBe(-1);
    expect(() => fd.kind()).toThrow(expect.objectContaining({ errno: 'EBADF' }));
  });
});
