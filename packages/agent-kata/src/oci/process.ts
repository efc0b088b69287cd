// SPDX-License-Identifier: Apache-2.0

import type { Cmd } from '@virtcontainers/core';
import { defaultCapabilities } from './default-capabilities.js';
import type { OciProcess } from './oci-spec.js';
import { numericUser } from './process-user.js';

/** Where commands are looked for when their environment does not say. */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Open files: few enough for programs that walk through all descriptors, and as many as a program asks for. */
const openFiles = { type: 'RLIMIT_NOFILE', soft: 1024, hard: 1_048_576 } as const;

/** The init process of a container. */
export function initProcess(cmd: Cmd): OciProcess {
  return { ...commonProcess(cmd), capabilities: cmd.capabilities ?? defaultCapabilities };
}

/** A further process: its capabilities are the container's unless the command says otherwise. */
export function execProcess(cmd: Cmd): OciProcess {
  return { ...commonProcess(cmd), ...(cmd.capabilities !== undefined && { capabilities: cmd.capabilities }) };
}

function commonProcess(cmd: Cmd): OciProcess {
  return {
    terminal: cmd.interactive,
    user: numericUser(cmd),
    args: cmd.args,
    env: environment(cmd),
    cwd: cmd.workDir,
    noNewPrivileges: cmd.noNewPrivileges,
    rlimits: [openFiles],
  };
}

function environment({ envs, interactive }: Cmd): readonly string[] {
  const given = new Set(envs.map((variable) => variable.var));
  return [
    ...(given.has('PATH') ? [] : [`PATH=${defaultPath}`]),
    ...(interactive && !given.has('TERM') ? ['TERM=xterm'] : []),
    ...envs.map((variable) => `${variable.var}=${variable.value}`),
  ];
}
