// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { absolutePathSchema } from './absolute-path.js';
import { argumentSchema } from './text.js';

/** Longest time a hook may be given, in seconds: a day. */
export const maxHookTimeoutSeconds = 86_400;

/** A program that the SDK runs on the host at a certain point; it gets the OCI state on standard input. */
export const hookSchema = z.strictObject({
  /** Executable on the host. */
  path: absolutePathSchema,
  /** Its arguments, the first of which is its own name. Default: the path alone. */
  args: z.array(argumentSchema).readonly().prefault([]),
  /** Its environment, each element `NAME=value`. Default: empty. */
  env: z.array(argumentSchema).readonly().prefault([]),
  /** Seconds after which it is killed and counts as failed, 1 to 86400. Default: none. */
  timeout: z.int().min(1).max(maxHookTimeoutSeconds).optional(),
});

/** A program that the SDK runs on the host. */
export type Hook = z.output<typeof hookSchema>;
/** {@link Hook} as a caller gives it. */
export type HookInput = z.input<typeof hookSchema>;

const hookListSchema = z.array(hookSchema).readonly().prefault([]);

/** Programs that the SDK runs on the host in a sandbox's life. */
export const hooksSchema = z.strictObject({
  /** In the sandbox's network namespace, before the virtual machine boots. One that fails fails the create. Default: none. */
  preStartHooks: hookListSchema,
  /** After the sandbox has started. Default: none. */
  postStartHooks: hookListSchema,
  /** After the sandbox has stopped. Default: none. */
  postStopHooks: hookListSchema,
});

/** Programs that the SDK runs on the host in a sandbox's life. */
export type Hooks = z.output<typeof hooksSchema>;
/** {@link Hooks} as a caller gives them. */
export type HooksInput = z.input<typeof hooksSchema>;
