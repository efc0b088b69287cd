// SPDX-License-Identifier: Apache-2.0

import type { ErrorCode } from '@virtcontainers/core';
import { AgentError } from '../agent-error.js';
import { fromConnectError } from '../ttrpc/connect-error.js';
import { ttrpcStatus } from '../ttrpc/status.js';

/** What certain statuses mean for one method, other than for most. */
export type StatusMeanings = Readonly<Partial<Record<number, ErrorCode>>>;

/**
 * For methods whose only argument is the name of a container or process, which
 * was checked before: Kata's agent calls an unknown container an invalid argument.
 */
export const namesOnly: StatusMeanings = { [ttrpcStatus.invalidArgument]: 'NOT_FOUND' };

/** For methods that name nothing: Kata's agent says "not found" of a method that it was built without. */
export const optionalMethod: StatusMeanings = { [ttrpcStatus.notFound]: 'UNSUPPORTED' };

/** Waits for a call of a client; what it rejects with is an AgentError. */
export async function translated<Answer>(call: Promise<Answer>, meanings: StatusMeanings = {}): Promise<Answer> {
  try {
    return await call;
  } catch (thrown) {
    const error = fromConnectError(thrown);
    const code = error.status === undefined ? undefined : meanings[error.status];
    throw code === undefined ? error : withCode(error, code);
  }
}

function withCode(error: AgentError, code: ErrorCode): AgentError {
  const { message, cause, details, agentDetails, status } = error;
  return new AgentError(code, message, { cause, details, agentDetails, ...(status !== undefined && { status }) });
}
