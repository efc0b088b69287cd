// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { HypervisorError } from '../hypervisor-error.js';

/**
 * Why a machine ended, as QEMU tells it. `guest-shutdown`: the guest powered
 * itself off. `guest-reset`: the guest asked for a reset, which ends a machine
 * started with `-no-reboot`. `guest-panic`: its panic device said so.
 */
const shutdownReason = z.string();

/** The monitor events in use and their data. Others are dropped. */
export const qmpEvents = {
  SHUTDOWN: z.object({ guest: z.boolean(), reason: shutdownReason }),
  POWERDOWN: z.object({}),
  RESET: z.object({ guest: z.boolean(), reason: z.string() }),
  STOP: z.object({}),
  RESUME: z.object({}),
  GUEST_PANICKED: z.object({ action: z.string() }),
  GUEST_CRASHLOADED: z.object({ action: z.string() }),
  VSERPORT_CHANGE: z.object({ id: z.string(), open: z.boolean() }),
} as const;

/** Name of a monitor event in use. */
export type QmpEventName = keyof typeof qmpEvents;

/** An event with its data, told apart by `name`. */
export type QmpEvent = {
  [N in QmpEventName]: { readonly name: N; readonly data: z.output<(typeof qmpEvents)[N]> };
}[QmpEventName];

/** Types an event; undefined for one that is not in use. PROTOCOL: its data has another shape. */
export function typedQmpEvent(name: string, data: unknown): QmpEvent | undefined {
  if (!Object.hasOwn(qmpEvents, name)) return undefined;
  const known = name as QmpEventName;
  const result = qmpEvents[known].safeParse(data);
  if (result.success) return { name: known, data: result.data } as QmpEvent;
  throw new HypervisorError('PROTOCOL', `qemu's event ${name} has an unknown shape`, { cause: result.error });
}
