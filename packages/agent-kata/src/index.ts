// SPDX-License-Identifier: Apache-2.0
export { AgentError, type AgentErrorDetail, type AgentErrorOptions } from './agent-error.js';
export { TtrpcConnection, type TtrpcConnectionOptions } from './ttrpc/connection.js';
export { maxBodyBytes } from './ttrpc/frame.js';
export type { TtrpcCall } from './ttrpc/pending-call.js';
export type { MetadataEntry } from './ttrpc/request-envelope.js';
export { TtrpcServer, type TtrpcCallContext, type TtrpcHandlers } from './ttrpc/server.js';
export { codeOfStatus, statusOfCode, ttrpcStatus } from './ttrpc/status.js';
export { createTtrpcTransport, type TtrpcTransportOptions } from './ttrpc/transport.js';
