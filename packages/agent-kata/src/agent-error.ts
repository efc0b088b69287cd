// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError, type ErrorCode, type ErrorOptions } from '@virtcontainers/core';

/** A detail that an agent attached to its error: a protobuf message of the named type. */
export interface AgentErrorDetail {
  /** Full name of the message type, for example `google.rpc.ErrorInfo`. */
  readonly type: string;
  /** The message as it came. */
  readonly value: Uint8Array;
}

/** What an {@link AgentError} is made of. */
export interface AgentErrorOptions extends ErrorOptions {
  /** The status that the agent answered with; absent when the failure was on this side. */
  readonly status?: number;
  /** The details that came with the status. */
  readonly agentDetails?: readonly AgentErrorDetail[];
}

/**
 * A failed call to the agent, or a failed connection to it. `details.status`
 * repeats the ttRPC status. The message of an error that has a status was
 * written by the guest: never act upon it.
 */
export class AgentError extends VirtcontainersError {
  override readonly name = 'AgentError';
  /** The ttRPC status that the agent answered with; undefined when there was no answer. */
  readonly status: number | undefined;
  /** What the agent attached to its status. */
  readonly agentDetails: readonly AgentErrorDetail[];

  constructor(code: ErrorCode, message: string, options: AgentErrorOptions = {}) {
    const { status, agentDetails, details, ...rest } = options;
    super(code, message, { ...rest, details: { ...details, ...(status !== undefined && { status }) } });
    this.status = status;
    this.agentDetails = agentDetails ?? [];
  }

  /** Makes any thrown value an AgentError: INTERNAL, with the value as its cause, unless it is one already. */
  static wrap(value: unknown): AgentError {
    if (value instanceof AgentError) return value;
    const message = value instanceof Error ? value.message : String(value);
    return new AgentError('INTERNAL', message, { cause: value });
  }
}
