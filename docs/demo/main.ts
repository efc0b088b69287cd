// SPDX-License-Identifier: Apache-2.0
import { release } from 'node:os';

import { debianRootfs } from '@virtcontainers/test/fixtures/debian-rootfs';
import { runSandbox, type Container } from 'virtcontainers';

import { renderCommand, type CommandResult } from './render-command.js';
import { renderTimeline } from './render-timeline.js';

/** What is shown when the reader names no command of their own. */
const defaultCommand = ['python3', '-c', 'print(sum(range(101)))'];

const readersCommand = process.argv.length > 2 ? process.argv.slice(2) : defaultCommand;

const commands = [
  ['cat', '/etc/os-release'],
  ['sh', '-c', 'echo "process $$ of:"; ps -ef'],
  ['sh', '-c', 'echo to standard error >&2; exit 7'],
  readersCommand,
];

const cancelled = new AbortController();
// A terminal and the npm script may each pass the same signal on: the second one must not cut the clean-up short.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    cancelled.abort(new Error(`ended by ${signal}`));
  });
}

await demonstrate(cancelled.signal);

async function demonstrate(signal: AbortSignal): Promise<void> {
  const rootFs = await debianRootfs();
  await using sandbox = await runSandbox(
    { containers: [{ id: 'demo', rootFs, cmd: { args: ['/bin/sleep', 'infinity'] } }] },
    { signal },
  );
  const container = sandbox.getContainer('demo');
  if (container === undefined) throw new Error('the sandbox came without its container');

  console.log(renderTimeline(sandbox.bootReport));
  const kernel = await run(container, ['uname', '-r'], signal);
  console.log(`\nhost kernel   ${release()}\nguest kernel  ${kernel.stdout.trim()}`);
  for (const command of commands) console.log(`\n${renderCommand(command, await run(container, command, signal))}`);
}

async function run(container: Container, command: readonly string[], signal: AbortSignal): Promise<CommandResult> {
  return await container.exec(command, { signal });
}
