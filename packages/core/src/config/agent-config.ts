// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { rule } from './rule.js';

/** A guest agent: `kata`, which speaks the Kata Containers agent protocol, or `noop`, which does nothing. */
export const agentTypeSchema = z.enum(['noop', 'kata']);

/** One of the guest agents. */
export type AgentType = z.output<typeof agentTypeSchema>;

/** Ways to the agent: `vsock`, `virtio-serial`, or `auto`: vsock where the host can give the guest one, else virtio-serial. */
export const transportChoices = ['auto', 'vsock', 'virtio-serial'] as const;

/** One of {@link transportChoices}. */
export type TransportChoice = (typeof transportChoices)[number];

/** Configuration of the Kata agent. `{}` is what most callers want. */
export const kataAgentConfigSchema = z
  .strictObject({
    /** Keep one connection to the agent for as long as the sandbox is held. Default: true. */
    longLiveConn: z.boolean().default(true),
    /** Reach the agent over vsock: the same as `transport: 'vsock'`. Default: as `transport` says. */
    useVSock: z.boolean().optional(),
    /** The agent logs more. Default: false. */
    debug: z.boolean().default(false),
    /** Way to the agent. Not in the 1.0 document. Default: `auto`. */
    transport: z.enum(transportChoices).default('auto'),
  })
  .refine(({ useVSock, transport }) => useVSock !== true || transport !== 'virtio-serial', {
    ...rule('useVSock contradicts transport', 'give transport alone'),
    path: ['useVSock'],
  })
  .refine(({ useVSock, transport }) => useVSock !== false || transport !== 'vsock', {
    ...rule('useVSock contradicts transport', 'give transport alone'),
    path: ['useVSock'],
  });

/** Configuration of the Kata agent, checked, with its defaults filled in. */
export type KataAgentConfig = z.output<typeof kataAgentConfigSchema>;
/** {@link KataAgentConfig} as a caller gives it. */
export type KataAgentConfigInput = z.input<typeof kataAgentConfigSchema>;

/** The way to the agent that a configuration asks for, by `useVSock` or by `transport`. */
export function transportChoice({ useVSock, transport }: KataAgentConfig): TransportChoice {
  if (useVSock === undefined) return transport;
  return useVSock ? 'vsock' : 'virtio-serial';
}
