// SPDX-License-Identifier: Apache-2.0

import { Code, ConnectError } from '@connectrpc/connect';
import { AgentError } from '../agent-error.js';
import { codeOfStatus, statusOfCode } from './status.js';

/** Makes an error of the connection one of `@connectrpc/connect`, with the original as its cause. */
export function toConnectError(error: unknown): ConnectError {
  const original = AgentError.wrap(error);
  const status = original.status ?? statusOfCode(original.code);
  const connectError = new ConnectError(original.message, connectCode(status), undefined, undefined, original);
  connectError.details = original.agentDetails.map(({ type, value }) => ({ type, value }));
  return connectError;
}

const connectCodes: ReadonlyMap<number, Code> = new Map(
  Object.values(Code).flatMap((code) => (typeof code === 'number' ? [[code, code]] : [])),
);

/** Connect's codes are numbered as ttRPC's, but know neither success nor other numbers. */
function connectCode(status: number): Code {
  return connectCodes.get(status) ?? Code.Unknown;
}

/** Makes what a client rejected with one of our errors: the original, or what an interceptor's ConnectError stands for. */
export function fromConnectError(error: unknown): AgentError {
  if (!(error instanceof ConnectError)) return AgentError.wrap(error);
  if (error.cause instanceof AgentError) return error.cause;
  return new AgentError(codeOfStatus(error.code), error.rawMessage, { cause: causeOf(error) });
}

/** With interceptors a cancelled call rejects with an error made from the caller's reason, which is what counts. */
function causeOf(error: ConnectError): unknown {
  return error.code === Code.Canceled ? (error.cause ?? error) : error;
}
