// SPDX-License-Identifier: Apache-2.0

import type { AgentError } from '../agent-error.js';
import type { Status } from '../gen/ttrpc_pb.js';
import { callError, type TtrpcCall } from './pending-call.js';
import { codeOfStatus } from './status.js';

/** The most characters of an agent's message that are kept: a stock Kata agent sends whole stack traces. */
export const maxStatusMessageChars = 4096;

/** The most details of a status that are kept. */
const maxDetails = 16;

/** The error that a status other than success stands for. */
export function statusError(call: Pick<TtrpcCall, 'service' | 'method'>, status: Status): AgentError {
  const message = printable(status.message) || `failed with status ${status.code}`;
  return callError(call, codeOfStatus(status.code), message, {
    status: status.code,
    agentDetails: status.details.slice(0, maxDetails).map(({ typeUrl, value }) => ({
      type: typeUrl.slice(typeUrl.lastIndexOf('/') + 1),
      value,
    })),
  });
}

/** The guest wrote it and it may end on a terminal: bounded, and without control characters but line feed and tab. */
function printable(text: string): string {
  const bounded = text.length > maxStatusMessageChars ? `${text.slice(0, maxStatusMessageChars)}…` : text;
  // eslint-disable-next-line no-control-regex -- these are what is to be taken out
  return bounded.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}
