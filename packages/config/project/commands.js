// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';

import { root } from './root.js';
import { runCommand } from './run-command.js';
import { setup, turbo } from './setup.js';
import { testAll } from './test-all.js';

/**
 * What the root's scripts run. Each takes its arguments and answers with the exit code.
 *
 * @type {Record<string, (args: readonly string[]) => Promise<number>>}
 */
export const commands = {
  setup: async () => {
    await setup();
    return 0;
  },
  test: testAll,
  demo: (args) => runBuilt(join('docs', 'dist', 'demo', 'main.js'), args),
  bench: (args) => runBuilt(join('test', 'dist', 'bench', 'main.js'), args),
  docs: async () => {
    await turbo(['docs'], await setup());
    return 0;
  },
};

/**
 * @param {string} program - the built program's path in the repository
 * @param {readonly string[]} args
 */
async function runBuilt(program, args) {
  const env = await setup();
  await runCommand(process.execPath, [join(root, program), ...args], { env });
  return 0;
}
