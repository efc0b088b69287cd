// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';

/** How {@link runCommand} runs a command. */
export interface CommandOptions {
  readonly cwd?: string;
  /** What the command reads; nothing by default. */
  readonly input?: Buffer;
  /** Variables beside the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/**
 * Runs a command to its end.
 *
 * @returns what it wrote to its standard output
 * @throws Error with what it wrote to its standard error, when it cannot be started or does not exit with 0
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd, input, env, signal }: CommandOptions = {},
): Promise<Buffer> {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal === undefined ? {} : { signal }),
  });
  const ended = new Promise<string | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, by) => {
      resolve(code === 0 ? undefined : by === null ? `exited with code ${String(code)}` : `was ended by ${by}`);
    });
  });
  // A command that does not read all of its input says so by its exit code.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [output, complaint, failure] = await Promise.all([buffer(child.stdout), text(child.stderr), ended]);
  if (failure === undefined) return output;
  throw new Error(`${[command, ...args].join(' ')} ${failure}: ${complaint.trim()}`);
}
