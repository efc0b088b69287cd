// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { absolutePathSchema } from './absolute-path.js';

/** How a network interface meets the virtual machine's: `default` is `tcfilter`; `none` connects nothing. */
export const interworkingModels = ['default', 'macvtap', 'tcfilter', 'none'] as const;

/** One of {@link interworkingModels}. */
export type NetInterworkingModel = (typeof interworkingModels)[number];

/** Whether a value names an interworking model. */
export function isValidInterworkingModel(value: unknown): value is NetInterworkingModel {
  return interworkingModels.some((model) => model === value);
}

/** The network of a sandbox. */
export const networkConfigSchema = z.strictObject({
  /** Path of a network namespace to use; it is never deleted. Default: none is used. */
  netNSPath: absolutePathSchema.optional(),
  /** How interfaces meet the virtual machine's. Default: `default`. */
  interworkingModel: z.enum(interworkingModels).default('default'),
});

/** The network of a sandbox, checked. */
export type NetworkConfig = z.output<typeof networkConfigSchema>;
/** {@link NetworkConfig} as a caller gives it. */
export type NetworkConfigInput = z.input<typeof networkConfigSchema>;
