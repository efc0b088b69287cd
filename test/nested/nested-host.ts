// SPDX-License-Identifier: Apache-2.0
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { orAborted, withDeadline } from '@virtcontainers/core';
import { VcGuardLauncher } from '@virtcontainers/native-binding';
import { scratchDir } from '@virtcontainers/testkit';

import { commandScript, type NestedCommand } from './command-script.js';
import { nestedHostImage, type NestedHostImage } from './nested-host-image.js';
import { consoleStream, nestedHostArguments } from './nested-host-arguments.js';

/** Where a command in the nested host finds the exchange directory. */
export const exchangeMountPoint = '/nested-host';

/** How many characters of the console's end go into an error. */
const consoleTailLength = 4_000;

/** How a command in the nested host ended. */
export interface NestedResult {
  readonly exitCode: number;
  /** What it wrote to its standard streams. */
  readonly output: string;
}

/** How {@link runInNestedHost} runs a command. */
export interface NestedHostOptions {
  /** Absolute path of an existing directory, which the command may write to as `exchangeMountPoint`. */
  readonly exchangeDir: string;
  /** How long the nested host may live, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Runs one command in a virtual machine that is like this one, but has a kernel with what this one's may lack:
 * vhost-vsock, a vsock loopback, vhost-net. The command sees this machine's files where they are here; what it
 * writes is gone afterwards, except in the exchange directory. The nested host dies with this process.
 *
 * @throws Error with what the command and the console said, when it takes too long or ends without an exit code
 */
export async function runInNestedHost(command: NestedCommand, options: NestedHostOptions): Promise<NestedResult> {
  const { exchangeDir, timeoutMs } = options;
  const image = await nestedHostImage();
  await writeFile(join(exchangeDir, 'command'), commandScript(command));
  const { failure, consoleTail } = await runToItsEnd(image, exchangeDir, timeoutMs);
  const output = await readIfThere(join(exchangeDir, 'output'));
  const exitCode = await readIfThere(join(exchangeDir, 'exit-code'));
  if (failure === undefined && exitCode !== '') return { exitCode: Number(exitCode), output };
  throw new Error(`the nested host ended without an exit code\n${output}\n${consoleTail}`, { cause: failure });
}

interface NestedHostEnd {
  /** Why it had to be ended, if it had to. */
  readonly failure: unknown;
  readonly consoleTail: string;
}

/** Boots it, and waits until it has switched itself off or the time is up. */
async function runToItsEnd(image: NestedHostImage, exchangeDir: string, timeoutMs: number): Promise<NestedHostEnd> {
  await using parent = await scratchDir();
  const runDir = join(parent.path, 'run');
  await mkdir(runDir);
  await using qemu = await new VcGuardLauncher().launch({
    program: 'qemu-system-x86_64',
    args: nestedHostArguments(image, exchangeDir),
    streams: [consoleStream],
    runDir,
    shareTree: false,
  });
  const said = Promise.all([text(qemu.stream(consoleStream)), text(qemu.output)]);
  const failure = await failureOf(
    withDeadline({ what: 'the nested host to be done' }, { timeoutMs }, (signal) => orAborted(qemu.exit, signal)),
  );
  qemu.kill();
  await qemu.exit;
  return { failure, consoleTail: (await said).join('\n').slice(-consoleTailLength) };
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error;
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
