// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { agentTypeSchema, kataAgentConfigSchema } from './agent-config.js';
import { annotationsSchema } from './annotations.js';
import { containerConfigSchema } from './container-config.js';
import { hooksSchema } from './hooks.js';
import { hostnameSchema } from './hostname.js';
import { hypervisorConfigSchema } from './hypervisor-config.js';
import { hypervisorTypeSchema } from './hypervisor-type.js';
import { generateId, idSchema } from './id.js';
import { networkConfigSchema } from './network-config.js';
import { proxyConfigSchema, proxyTypeSchema } from './proxy.js';
import { resourcesSchema } from './resources.js';
import { rule } from './rule.js';
import { shimConfigSchema, shimTypeSchema } from './shim.js';
import { uniqueBy } from './unique.js';
import { volumeSchema } from './volume.js';

/** The configuration of a sandbox. `{}` is a sandbox without containers, from the embedded guest. */
export const sandboxConfigSchema = z.strictObject({
  /** Id, unique on the host. Default: generated. */
  id: idSchema.default(() => generateId('sandbox')),
  /** Hostname of the sandbox. Default: the id. */
  hostname: hostnameSchema.optional(),
  /** Programs run on the host in the sandbox's life. Default: none. */
  hooks: hooksSchema.prefault({}),
  /** Resources of the virtual machine. Default: what the hypervisor configuration says. */
  vmConfig: resourcesSchema.prefault({}),
  /** Hypervisor. Default: `qemu`. */
  hypervisorType: hypervisorTypeSchema.default('qemu'),
  /** Configuration of the hypervisor. Default: `{}`. */
  hypervisorConfig: hypervisorConfigSchema.prefault({}),
  /** Guest agent. Default: `kata`. */
  agentType: agentTypeSchema.default('kata'),
  /** Configuration of the agent. Default: `{}`. */
  agentConfig: kataAgentConfigSchema.prefault({}),
  /** Proxy. Default: what the transport needs. */
  proxyType: proxyTypeSchema.optional(),
  /** Configuration of the proxy. Default: none. */
  proxyConfig: proxyConfigSchema.optional(),
  /** Shim. Default: what the sandbox's lifetime needs. */
  shimType: shimTypeSchema.optional(),
  /** Configuration of the shim. Default: none. */
  shimConfig: shimConfigSchema.optional(),
  /** Network. Default: none. */
  networkConfig: networkConfigSchema.optional(),
  /** Host directories shared with the sandbox, each under its own tag. Default: none. */
  volumes: z
    .array(volumeSchema)
    .readonly()
    .superRefine(uniqueBy('mountTag', rule('is there twice', 'give each volume its own tag')))
    .prefault([]),
  /** Containers, in the order in which they are created. More can be added later. Default: none. */
  containers: z
    .array(containerConfigSchema)
    .readonly()
    .superRefine(uniqueBy('id', rule('is there twice', 'give each container its own id')))
    .prefault([]),
  /** What the caller keeps with the sandbox. Default: nothing. */
  annotations: annotationsSchema.prefault({}),
});

/** The configuration of a sandbox, checked, with its defaults filled in. */
export type SandboxConfig = z.output<typeof sandboxConfigSchema>;
/** {@link SandboxConfig} as a caller gives it. */
export type SandboxConfigInput = z.input<typeof sandboxConfigSchema>;
