// SPDX-License-Identifier: Apache-2.0

import { maxTimeoutMs, VirtcontainersError, type WaitOptions } from '@virtcontainers/core';
import { createClient, type CallOptions, type Client, type Interceptor } from '@connectrpc/connect';
import { AgentService } from '../gen/agent_pb.js';
import { Guest } from '../gen/guest_pb.js';
import { Health } from '../gen/health_pb.js';
import type { TtrpcConnection } from '../ttrpc/connection.js';

import { createTtrpcTransport } from '../ttrpc/transport.js';

/** How long most calls may take, in milliseconds. */
export const callTimeoutMs = 60_000;

/** How long a health check may take, in milliseconds. */
export const checkTimeoutMs = 30_000;

/** Typed clients of the services in the guest. */
export interface GuestClients {
  readonly health: Client<typeof Health>;
  readonly agent: Client<typeof AgentService>;
  /** Only agents with the feature of {@link guestFeature} serve it. */
  readonly guest: Client<typeof Guest>;
}

/** The feature by which an agent says that it serves `virtcontainers.guest.v1.Guest`. */
export const guestFeature = 'virtcontainers.guest.v1';

/** Makes the clients over one connection. */
export function guestClients(connection: TtrpcConnection, interceptors: readonly Interceptor[] = []): GuestClients {
  const transport = createTtrpcTransport(connection, { interceptors });
  return {
    health: createClient(Health, transport),
    agent: createClient(AgentService, transport),
    guest: createClient(Guest, transport),
  };
}

/**
 * The options of one call.
 *
 * @param defaultTimeoutMs - when the caller gives none; undefined: no limit
 * @throws VirtcontainersError INVALID_ARGUMENT when `timeoutMs` is out of range
 */
export function callOptions(options: WaitOptions | undefined, defaultTimeoutMs: number | undefined): CallOptions {
  const timeoutMs = options?.timeoutMs ?? defaultTimeoutMs;
  if (timeoutMs !== undefined && !(timeoutMs >= 1 && timeoutMs <= maxTimeoutMs)) {
    throw new VirtcontainersError('INVALID_ARGUMENT', `timeoutMs is ${timeoutMs}`, {
      details: { path: 'timeoutMs', remedy: `give a number from 1 to ${maxTimeoutMs}` },
    });
  }
  return { ...(timeoutMs !== undefined && { timeoutMs }), ...(options?.signal && { signal: options.signal }) };
}
