// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { release } from 'node:os';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { codeBlocks, readPage, root } from '../checks/pages.js';

const run = promisify(execFile);

/** The commands of the README that run the demo, as its reader would type them. */
const commands = codeBlocks(readPage('README.md'))
  .filter(({ info }) => info === 'sh')
  .map(({ text }) => text.trim())
  .filter((command) => command.startsWith('npm run demo'));

test('the README has the demo as it is, and with a command of the reader', () => {
  expect(commands).toHaveLength(2);
});

test.each(commands)(
  '%s',
  async (command) => {
    const { stdout } = await run('sh', ['-c', command], { cwd: root });
    expect(stdout).toMatch(/^ {2}boot +\d+\.\d ms/m);
    const guestKernel = /^guest kernel +(\S+)$/m.exec(stdout)?.[1];
    expect(stdout).toContain(`host kernel   ${release()}\n`);
    expect(guestKernel).toMatch(/^\d+\.\d+/);
    expect(guestKernel).not.toBe(release());
    expect(stdout).toMatch(/^NAME="Debian GNU\/Linux"$/m);
    expect(stdout).toContain("$ sh -c 'echo to standard error >&2; exit 7'\nto standard error\n-> exit code 7\n");
    const answer = command.includes('--') ? '42' : '5050';
    expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([answer, '-> exit code 0']);
  },
  300_000,
);
