// SPDX-License-Identifier: Apache-2.0

import { type Cmd, type CmdInput, parseCmd } from '@virtcontainers/core';
import type { ExecOptions } from './exec-options.js';

/**
 * The command that exec runs. Arguments alone inherit everything else from the
 * command of the container: environment, directory, user, groups and
 * privileges; a whole command stands for itself. Options win over both.
 *
 * @throws VirtcontainersError INVALID_ARGUMENT: it is neither
 */
export function execCommand(cmd: readonly string[] | CmdInput, options: ExecOptions, inherited: Cmd): CmdInput {
  const base = isArguments(cmd) ? { ...inherited, interactive: false, args: cmd } : cmd;
  const { env = {}, workDir, user, terminal = base.interactive ?? false } = options;
  return {
    ...base,
    interactive: terminal !== false,
    envs: withVariables(base.envs ?? [], env),
    ...(workDir !== undefined && { workDir }),
    ...(user !== undefined && { user }),
  };
}

function isArguments(cmd: readonly string[] | CmdInput): cmd is readonly string[] {
  // Without types anything may come here.
  if (typeof cmd !== 'object' || (cmd as unknown) === null) parseCmd(cmd);
  return Array.isArray(cmd);
}

function withVariables(envs: Cmd['envs'], env: Readonly<Record<string, string>>): Cmd['envs'] {
  const kept = envs.filter((variable) => !Object.hasOwn(env, variable.var));
  return [...kept, ...Object.entries(env).map(([name, value]) => ({ var: name, value }))];
}
