// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { writeCpio, type CpioEntry } from './cpio.js';
import { runCommand } from './run-command.js';

const entries: CpioEntry[] = [
  { path: 'usr/bin/tool', mode: 0o755, kind: 'file', content: Buffer.from('tool') },
  { path: 'usr/bin/other', mode: 0o777, kind: 'symlink', target: 'tool' },
  { path: 'dev/console', mode: 0o600, kind: 'character-device', major: 5, minor: 1 },
  { path: 'tmp', mode: 0o1777, kind: 'directory' },
  { path: 'empty', mode: 0o644, kind: 'file', content: Buffer.alloc(0) },
];

test('cpio(1) reads what was written', async () => {
  const listing = await runCommand('cpio', ['--list', '--verbose', '--numeric-uid-gid', '--quiet'], {
    input: writeCpio(entries),
    env: { TZ: 'UTC' },
  });
  expect(
    listing
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.replace(/\s+/g, ' ')),
  ).toEqual([
    'drwxr-xr-x 2 0 0 0 Jan 1 1970 dev',
    'crw------- 1 0 0 5, 1 Jan 1 1970 dev/console',
    '-rw-r--r-- 1 0 0 0 Jan 1 1970 empty',
    'drwxrwxrwt 2 0 0 0 Jan 1 1970 tmp',
    'drwxr-xr-x 2 0 0 0 Jan 1 1970 usr',
    'drwxr-xr-x 2 0 0 0 Jan 1 1970 usr/bin',
    'lrwxrwxrwx 1 0 0 4 Jan 1 1970 usr/bin/other -> tool',
    '-rwxr-xr-x 1 0 0 4 Jan 1 1970 usr/bin/tool',
  ]);
});

test('cpio(1) extracts the content', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'virtcontainers-cpio-'));
  try {
    const files = entries.filter(({ kind }) => kind === 'file');
    await runCommand('cpio', ['--extract', '--make-directories', '--quiet'], { input: writeCpio(files), cwd: dir });
    expect(await readFile(join(dir, 'usr/bin/tool'), 'utf8')).toBe('tool');
    expect(await readFile(join(dir, 'empty'), 'utf8')).toBe('');
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

test('the order of the entries makes no difference', () => {
  expect(writeCpio(entries).equals(writeCpio([...entries].reverse()))).toBe(true);
});

test('one path twice is refused', () => {
  expect(() => writeCpio([...entries, ...entries.slice(0, 1)])).toThrow('twice in the archive: usr/bin/tool');
});
