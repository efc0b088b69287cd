// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';

/** Every capability of Linux, by number: the first is 0. */
export const capabilityNames = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_DAC_READ_SEARCH',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETPCAP',
  'CAP_LINUX_IMMUTABLE',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_BROADCAST',
  'CAP_NET_ADMIN',
  'CAP_NET_RAW',
  'CAP_IPC_LOCK',
  'CAP_IPC_OWNER',
  'CAP_SYS_MODULE',
  'CAP_SYS_RAWIO',
  'CAP_SYS_CHROOT',
  'CAP_SYS_PTRACE',
  'CAP_SYS_PACCT',
  'CAP_SYS_ADMIN',
  'CAP_SYS_BOOT',
  'CAP_SYS_NICE',
  'CAP_SYS_RESOURCE',
  'CAP_SYS_TIME',
  'CAP_SYS_TTY_CONFIG',
  'CAP_MKNOD',
  'CAP_LEASE',
  'CAP_AUDIT_WRITE',
  'CAP_AUDIT_CONTROL',
  'CAP_SETFCAP',
  'CAP_MAC_OVERRIDE',
  'CAP_MAC_ADMIN',
  'CAP_SYSLOG',
  'CAP_WAKE_ALARM',
  'CAP_BLOCK_SUSPEND',
  'CAP_AUDIT_READ',
  'CAP_PERFMON',
  'CAP_BPF',
  'CAP_CHECKPOINT_RESTORE',
] as const;

/** One of {@link capabilityNames}. */
export type CapabilityName = (typeof capabilityNames)[number];

const capabilitySetSchema = z.array(z.enum(capabilityNames)).readonly().prefault([]);

/** The five sets of capabilities of a process. A set that is left out is empty. */
export const linuxCapabilitiesSchema = z.strictObject({
  /** What the process and its children can ever gain. Default: none. */
  bounding: capabilitySetSchema,
  /** What the kernel checks. Default: none. */
  effective: capabilitySetSchema,
  /** What is kept across execve by files that allow it. Default: none. */
  inheritable: capabilitySetSchema,
  /** What the process may make effective. Default: none. */
  permitted: capabilitySetSchema,
  /** What unprivileged programs keep across execve. Default: none. */
  ambient: capabilitySetSchema,
});

/** The five sets of capabilities of a process, checked. */
export type LinuxCapabilities = z.output<typeof linuxCapabilitiesSchema>;
/** {@link LinuxCapabilities} as a caller gives them. */
export type LinuxCapabilitiesInput = z.input<typeof linuxCapabilitiesSchema>;
