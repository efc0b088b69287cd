// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { absolutePathSchema } from './absolute-path.js';
import { linuxCapabilitiesSchema } from './capabilities.js';
import { environmentSchema } from './env-var.js';
import { rule } from './rule.js';
import { argumentSchema, lineSchema } from './text.js';

/** Most supplementary groups of a process (NGROUPS_MAX). */
export const maxSupplementaryGroups = 65_536;

/** The highest number of a user or group: the next one, `(uid_t) -1`, means "leave as it is" to the kernel, which is root. */
export const maxAccountNumber = 4_294_967_294;

/** A user or group, by name or number; it is resolved in the container's own `/etc/passwd` and `/etc/group`. */
const accountSchema = lineSchema
  .refine(
    (account) => !/[\s:]/u.test(account),
    rule('holds a blank or ":"', 'give a single name or number; the group goes into primaryGroup'),
  )
  .refine(
    (account) => !/^\d+$/u.test(account) || Number(account) <= maxAccountNumber,
    rule(`is a number above ${maxAccountNumber}`, 'give a name or a lower number'),
  );

/** A command to run in a container. */
export const cmdSchema = z.strictObject({
  /** The program and its arguments; the program is looked up in the command's own PATH where it has no slash. */
  args: z
    .array(argumentSchema)
    .readonly()
    .refine((args) => args.length > 0, rule('is empty', 'give the program to run as the first element'))
    .refine((args) => args[0] !== '', { ...rule('is empty', 'give the program to run'), path: [0] }),
  /** Environment, each variable once. Default: empty. */
  envs: environmentSchema.prefault([]),
  /** Directory that the command starts in. Default: `/`. */
  workDir: absolutePathSchema.default('/'),
  /** User, by name or number. Default: user 0. */
  user: accountSchema.optional(),
  /** Group, by name or number. Default: the user's own group, or group 0 where the user has none. */
  primaryGroup: accountSchema.optional(),
  /** Further groups, by name or number. Default: those of a named user, else none. */
  supplementaryGroups: z.array(accountSchema).max(maxSupplementaryGroups).readonly().prefault([]),
  /** Run in a terminal. Default: false. */
  interactive: z.boolean().default(false),
  /** Path of a terminal on the host to connect the command to. Default: none. */
  console: absolutePathSchema.optional(),
  /** Let the command go on when its starter ends. Default: false. */
  detach: z.boolean().default(false),
  /** Neither the command nor its children can gain privileges. Default: false. */
  noNewPrivileges: z.boolean().default(false),
  /** Capabilities. Default: the usual set of a container. */
  capabilities: linuxCapabilitiesSchema.optional(),
});

/** A command to run in a container, checked, with its defaults filled in. */
export type Cmd = z.output<typeof cmdSchema>;
/** {@link Cmd} as a caller gives it. */
export type CmdInput = z.input<typeof cmdSchema>;
