// SPDX-License-Identifier: Apache-2.0

import {
  type Agent,
  type Cmd,
  type CmdInput,
  generateId,
  parseCmd,
  type ProcessRef,
  refuseUnsupportedCmd,
  requireContainerState,
  signalNumbers,
  type WaitOptions,
} from '@virtcontainers/core';
import type { CallOptions } from '../call-options.js';
import type { Container } from '../container/container.js';
import type { LiveContainer } from '../container/live-container.js';
import { withContext } from '../failure.js';
import type { Machine } from '../machine/machine.js';
import { GuestProcess } from '../process/guest-process.js';
import type { Process } from '../process/process.js';
import { refusedField } from '../process/refused-cmd.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { waitFor } from '../wait-for.js';
import { findContainer } from './find.js';

/** How long a process that was given up while it started may take to be started and killed, in milliseconds. */
const abandonTimeoutMs = 5_000;

/**
 * Runs a further command in a running container. Its standard input stays open
 * until `process.stdin.end()`.
 *
 * @throws VirtcontainersError NOT_FOUND: no such sandbox, container or program; INVALID_ARGUMENT: not a command, or no such
 * user or group; INVALID_STATE: the container does not run; UNSUPPORTED; UNAVAILABLE; CANCELLED, TIMEOUT
 */
export async function enterContainer(
  sandboxId: string,
  containerId: string,
  cmd: CmdInput,
  options: CallOptions = {},
): Promise<{ readonly sandbox: Sandbox; readonly container: Container; readonly process: Process }> {
  const container = await findContainer(sandboxId, containerId, options);
  return { sandbox: container.sandbox, container, process: await container.enter(cmd, options) };
}

/** Enters a container that was found. */
export async function enterLiveContainer(
  container: LiveContainer,
  cmd: CmdInput,
  options: WaitOptions,
): Promise<GuestProcess> {
  const process = beginProcess(container, cmd, options);
  await process.started;
  return process;
}

/**
 * Begins to run a command in a container that was found. What is wrong with the
 * command or the state is thrown at once; what is wrong in the guest comes
 * through the process's `started`.
 */
export function beginProcess(container: LiveContainer, input: CmdInput, options: WaitOptions): GuestProcess {
  const cmd = parseCmd(input);
  refuseUnsupportedCmd(cmd);
  const { sandbox } = container;
  sandbox.require('enter a container of');
  requireContainerState(container.state, 'enter');
  const { machine } = sandbox;
  const ref = { containerId: container.id, token: generateId('process') };
  return new GuestProcess(machine, ref, startProcess(machine, ref, cmd, options));
}

function startProcess(machine: Machine, ref: ProcessRef, cmd: Cmd, options: WaitOptions): Promise<void> {
  const execution = machine.agent.execProcess(ref, cmd);
  return machine.during('start', async () => {
    try {
      await waitFor(`process ${ref.token} to start`, execution, options);
    } catch (error) {
      await killOnceStarted(machine.agent, ref, execution);
      throw withContext(error, { details: refusedField(error, cmd, '') });
    }
  });
}

/** The guest may be about to start a process that its starter has given up: the answer tells, and then it is killed. */
async function killOnceStarted(agent: Agent, ref: ProcessRef, execution: Promise<void>): Promise<void> {
  const killed = execution.then(
    () => agent.signalProcess(ref, signalNumbers.SIGKILL),
    () => undefined,
  );
  const gone = killed.then(() => agent.waitProcess(ref)).catch(() => undefined);
  await waitFor('the abandoned process to end', gone, { timeoutMs: abandonTimeoutMs }).catch(() => undefined);
}
