// SPDX-License-Identifier: Apache-2.0

/**
 * Kernel parameters that belong to the embedded guest, whichever machine it boots in. What makes a machine boot fast and end
 * surely is the hypervisor's to add: it knows the machine.
 *
 * - `cgroup_no_v1=all`: the guest has one cgroup hierarchy, v2. Without this a container that may mount could take
 *   controllers away from it by mounting a v1 hierarchy.
 */
export const guestKernelParameters: readonly string[] = ['cgroup_no_v1=all'];
