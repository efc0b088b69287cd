// SPDX-License-Identifier: Apache-2.0

/** A command for the nested host. */
export interface NestedCommand {
  /** Program and arguments. */
  readonly args: readonly [string, ...string[]];
  /** Absolute path of the directory that it runs in. */
  readonly cwd: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** A command as a script for sh(1). */
export function commandScript({ args, cwd, env }: NestedCommand): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const command = ['env', '-i', ...variables, ...args].map(quoted).join(' ');
  return `cd ${quoted(cwd)} || exit\nexec ${command}\n`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
