// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';

const nothing = z.object({});

/** The guest's run state as QEMU names it, for example `running`, `paused`, `shutdown`, `guest-panicked`. */
const statusSchema = z.object({ running: z.boolean(), status: z.string() });

const versionSchema = z.object({
  qemu: z.object({ major: z.number().int(), minor: z.number().int(), micro: z.number().int() }),
  package: z.string(),
});

const cpuSchema = z.object({
  'cpu-index': z.number().int(),
  'qom-path': z.string(),
  'thread-id': z.number().int(),
  target: z.string(),
});

/**
 * The monitor commands in use: what each takes and gives. What QEMU returns is
 * checked against the schema before a caller sees it; unknown fields are dropped.
 */
export const qmpCommands = {
  qmp_capabilities: { arguments: z.object({ enable: z.array(z.string()).optional() }), returns: nothing },
  'query-version': { arguments: nothing, returns: versionSchema },
  'query-status': { arguments: nothing, returns: statusSchema },
  'query-cpus-fast': { arguments: nothing, returns: z.array(cpuSchema) },
  stop: { arguments: nothing, returns: nothing },
  cont: { arguments: nothing, returns: nothing },
  system_powerdown: { arguments: nothing, returns: nothing },
  quit: { arguments: nothing, returns: nothing },
} as const;

/** Name of a monitor command in use. */
export type QmpCommand = keyof typeof qmpCommands;

/** What a command takes. */
export type QmpArguments<C extends QmpCommand> = z.input<(typeof qmpCommands)[C]['arguments']>;

/** What a command gives. */
export type QmpReturn<C extends QmpCommand> = z.output<(typeof qmpCommands)[C]['returns']>;
