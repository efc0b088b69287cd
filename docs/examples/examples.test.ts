// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { debianRootfs } from '@virtcontainers/test/fixtures/debian-rootfs';
import { expect, test } from 'vitest';

import { root } from '../checks/pages.js';

const run = promisify(execFile);

/** What each example says, with the Debian userland as its argument. */
const examples = [
  { name: 'hello', says: /^hello from \d+\.\d+\S*\n\{ kind: 'exited', code: 3 \}\n$/ },
  { name: 'streams', says: /^4\n30\n100\n\{ kind: 'exited', code: 0 \}\n$/ },
  { name: 'errors', says: /^NOT_FOUND containers\[0\]\.rootFs validate\n$/ },
];

test.each(examples)(
  'the example $name does what it says',
  async ({ name, says }) => {
    const program = join(root, 'docs', 'dist', 'examples', `${name}.js`);
    const { stdout } = await run(process.execPath, [program, await debianRootfs()]);
    expect(stdout).toMatch(says);
  },
  300_000,
);
