// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';

/** Fewest virtual CPUs of a machine. */
export const minVcpus = 1;
/** Most virtual CPUs of a machine: what Kata allows on x86-64. */
export const maxVcpus = 240;
/** Least memory of a machine in MiB: below it no guest comes up. The embedded one needs more, 96. */
export const minMemoryMib = 64;
/** Most memory of a machine in MiB (1 TiB): what 40 bits of physical addresses hold. */
export const maxMemoryMib = 1_048_576;

/** A number of virtual CPUs, {@link minVcpus} to {@link maxVcpus}. */
export const vcpusSchema = z.int().min(minVcpus).max(maxVcpus);

/** A memory size in MiB, {@link minMemoryMib} to {@link maxMemoryMib}. */
export const memoryMibSchema = z.int().min(minMemoryMib).max(maxMemoryMib);

/** The resources of a sandbox's virtual machine. What is absent comes from the hypervisor configuration. */
export const resourcesSchema = z.strictObject({
  /** Number of virtual CPUs, 1 to 240. Default: `hypervisorConfig.numVCPUs`. */
  vcpus: vcpusSchema.optional(),
  /** Memory in MiB, 64 to 1048576. Default: `hypervisorConfig.memorySize`. */
  memory: memoryMibSchema.optional(),
});

/** The resources of a sandbox's virtual machine. */
export type Resources = z.output<typeof resourcesSchema>;
/** {@link Resources} as a caller gives them. */
export type ResourcesInput = z.input<typeof resourcesSchema>;
