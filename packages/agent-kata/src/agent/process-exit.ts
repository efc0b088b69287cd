// SPDX-License-Identifier: Apache-2.0

import { maxSignalNumber, signalName, type ProcessExit } from '@virtcontainers/core';
import { AgentError } from '../agent-error.js';
import { ProcessExit_OomScope, type ProcessExit as WireExit } from '../gen/guest_pb.js';

/** What shells add to a signal's number, and Kata's agent too. */
const signalOffset = 128;

/**
 * The exit that a status of `AgentService.WaitProcess` stands for. From 129 to
 * 192 it may be an exit code or a signal; the signal is by far the more likely.
 *
 * @throws AgentError PROTOCOL when no process can have this status
 */
export function exitOfStatus(status: number): ProcessExit {
  if (status > signalOffset && status <= signalOffset + maxSignalNumber) {
    return { kind: 'signaled', signal: signalName(status - signalOffset), ambiguous: true };
  }
  return { kind: 'exited', code: checkedCode(status) };
}

/**
 * The exit that `Guest.WaitProcess` tells of.
 *
 * @throws AgentError PROTOCOL when the numbers are out of range
 */
export function exitOfCause({ cause, oom }: WireExit): ProcessExit {
  if (oom === ProcessExit_OomScope.CONTAINER) return { kind: 'oomKilled', scope: 'container' };
  if (oom === ProcessExit_OomScope.SANDBOX) return { kind: 'oomKilled', scope: 'sandbox' };
  switch (cause.case) {
    case 'exited':
      return { kind: 'exited', code: checkedCode(cause.value) };
    case 'signaled':
      return { kind: 'signaled', signal: signalName(checkedSignal(cause.value)) };
    case undefined:
      return { kind: 'unknown', reason: 'the agent named no cause' };
  }
}

function checkedCode(code: number): number {
  if (code >= 0 && code <= 255) return code;
  throw new AgentError('PROTOCOL', `the agent sent exit code ${code}`, { details: { exitCode: code } });
}

function checkedSignal(signal: number): number {
  if (signal >= 1 && signal <= maxSignalNumber) return signal;
  throw new AgentError('PROTOCOL', `the agent sent signal ${signal}`, { details: { signal } });
}
