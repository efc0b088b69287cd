// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { absolutePathSchema } from './absolute-path.js';

/** What stands for a container process on the host: `kataShim`, a process of its own, or `noopShim`: nothing. */
export const shimTypeSchema = z.enum(['noopShim', 'kataShim']);

/** One of the shims. */
export type ShimType = z.output<typeof shimTypeSchema>;

/** Configuration of the shim. */
export const shimConfigSchema = z.strictObject({
  /** Shim executable on the host. Default: the one that comes with the SDK. */
  path: absolutePathSchema.optional(),
  /** The shim logs more. Default: false. */
  debug: z.boolean().default(false),
});

/** Configuration of the shim, checked. */
export type ShimConfig = z.output<typeof shimConfigSchema>;
/** {@link ShimConfig} as a caller gives it. */
export type ShimConfigInput = z.input<typeof shimConfigSchema>;
