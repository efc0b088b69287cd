// SPDX-License-Identifier: Apache-2.0
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { runCommand } from '@virtcontainers/guest/build';
import { scratchDir } from '@virtcontainers/testkit';
import { expect, test } from 'vitest';

import { commandScript } from './command-script.js';

test('runs in its directory, with its arguments and its environment only, whatever is in them', async () => {
  await using parent = await scratchDir();
  const cwd = join(parent.path, `it's a "directory" $HOME`);
  await mkdir(cwd);
  const program =
    'console.log(JSON.stringify([process.cwd(), process.argv.slice(1), process.env.GREETING, process.env.HOME]))';
  const script = commandScript({
    args: [process.execPath, '-e', program, `'`, '$(exit 3)', ''],
    cwd,
    env: { GREETING: `it's me; `, PATH: '/usr/bin:/bin' },
  });
  expect(JSON.parse(String(await runCommand('sh', ['-c', script])))).toEqual([
    cwd,
    [`'`, '$(exit 3)', ''],
    `it's me; `,
    null,
  ]);
});

test('fails where its directory is missing', async () => {
  const script = commandScript({ args: ['true'], cwd: '/no/such/directory', env: {} });
  await expect(runCommand('sh', ['-c', script])).rejects.toThrow('exited with code');
});
