// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { absolutePathSchema } from './absolute-path.js';

/** What stands between host processes and the agent: `noProxy`, `kataProxy` (shares a serial port), or `noopProxy`, for tests. */
export const proxyTypeSchema = z.enum(['noopProxy', 'noProxy', 'kataProxy']);

/** One of the proxies. */
export type ProxyType = z.output<typeof proxyTypeSchema>;

/** Configuration of the proxy. */
export const proxyConfigSchema = z.strictObject({
  /** Proxy executable on the host. Default: the one that comes with the SDK. */
  path: absolutePathSchema.optional(),
  /** The proxy logs more. Default: false. */
  debug: z.boolean().default(false),
});

/** Configuration of the proxy, checked. */
export type ProxyConfig = z.output<typeof proxyConfigSchema>;
/** {@link ProxyConfig} as a caller gives it. */
export type ProxyConfigInput = z.input<typeof proxyConfigSchema>;
