// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';

/** A hypervisor: `qemu`, or `mock`, which starts nothing and is for tests. */
export const hypervisorTypeSchema = z.enum(['qemu', 'mock']);

/** One of the hypervisors. */
export type HypervisorType = z.output<typeof hypervisorTypeSchema>;
