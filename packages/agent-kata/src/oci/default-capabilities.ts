// SPDX-License-Identifier: Apache-2.0

import type { CapabilityName } from '@virtcontainers/core';
import type { OciCapabilities } from './oci-spec.js';

/** What a container may do when its configuration does not say: the fourteen that container engines usually leave. */
export const defaultCapabilityNames: readonly CapabilityName[] = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FSETID',
  'CAP_FOWNER',
  'CAP_MKNOD',
  'CAP_NET_RAW',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETFCAP',
  'CAP_SETPCAP',
  'CAP_NET_BIND_SERVICE',
  'CAP_SYS_CHROOT',
  'CAP_KILL',
  'CAP_AUDIT_WRITE',
];

/**
 * The sets made of them. None is inheritable or ambient, so a process that is
 * not root has none after execve.
 */
export const defaultCapabilities: OciCapabilities = {
  bounding: defaultCapabilityNames,
  effective: defaultCapabilityNames,
  permitted: defaultCapabilityNames,
};
