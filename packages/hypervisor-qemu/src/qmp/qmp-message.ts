// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { HypervisorError } from '../hypervisor-error.js';

const greetingSchema = z.object({
  QMP: z.object({
    version: z.object({
      qemu: z.object({ major: z.number().int(), minor: z.number().int(), micro: z.number().int() }),
      package: z.string(),
    }),
    capabilities: z.array(z.string()),
  }),
});

const responseSchema = z.object({ return: z.unknown(), id: z.number().int() });

const failureSchema = z.object({
  error: z.object({ class: z.string(), desc: z.string() }),
  id: z.number().int().optional(),
});

const eventSchema = z.object({
  event: z.string(),
  data: z.record(z.string(), z.unknown()).default({}),
  timestamp: z.object({ seconds: z.number(), microseconds: z.number() }),
});

/** What QEMU says first on a monitor connection. */
export type QmpGreeting = z.infer<typeof greetingSchema>['QMP'];

/** One message from QEMU, by kind. */
export type QmpMessage =
  | { readonly kind: 'greeting'; readonly greeting: QmpGreeting }
  | { readonly kind: 'return'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number | undefined; readonly qmpClass: string; readonly description: string }
  | { readonly kind: 'event'; readonly name: string; readonly data: Readonly<Record<string, unknown>> };

/** Reads one line of the monitor. PROTOCOL: it is not JSON, or no message that QMP has. */
export function parseQmpMessage(line: string): QmpMessage {
  const value = parseJson(line);
  if ('QMP' in value) return { kind: 'greeting', greeting: checked(greetingSchema, value).QMP };
  if ('event' in value) {
    const event = checked(eventSchema, value);
    return { kind: 'event', name: event.event, data: event.data };
  }
  if ('error' in value) {
    const { error, id } = checked(failureSchema, value);
    return { kind: 'error', id, qmpClass: error.class, description: error.desc };
  }
  const response = checked(responseSchema, value);
  return { kind: 'return', id: response.id, value: response.return };
}

function parseJson(line: string): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new HypervisorError('PROTOCOL', "qemu's monitor sent what is not json", { cause });
  }
  if (typeof value !== 'object' || value === null) {
    throw new HypervisorError('PROTOCOL', "qemu's monitor sent json that is no object");
  }
  return value;
}

function checked<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new HypervisorError('PROTOCOL', "qemu's monitor sent a message of an unknown shape", { cause: result.error });
}
