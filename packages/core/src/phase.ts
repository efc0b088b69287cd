// SPDX-License-Identifier: Apache-2.0

/**
 * The phases of a sandbox's way from a configuration to a running container
 * and back, in the order in which they come.
 *
 * - `validate`: the configuration is checked, and every path in it looked up.
 * - `prepare`: guest files unpacked, run directory made.
 * - `launch`: the guard and the hypervisor started, until its monitor answers.
 * - `boot`: the guest kernel and agent start, until the agent answers.
 * - `sandbox`: the agent sets the sandbox up (shares, name, clock).
 * - `create`: a container is created in the guest.
 * - `start`: a container's init process is started.
 * - `run`: the sandbox or the process runs.
 * - `stop`: containers and the virtual machine are taken down.
 */
export const phases = ['validate', 'prepare', 'launch', 'boot', 'sandbox', 'create', 'start', 'run', 'stop'] as const;

/** One of {@link phases}. */
export type Phase = (typeof phases)[number];
