// SPDX-License-Identifier: Apache-2.0

import type { GuestContainer } from '@virtcontainers/core';
import { sharedPath } from '../guest-paths.js';
import { containerDevices, deviceRules } from './devices.js';
import { containerMounts } from './mounts.js';
import type { OciNamespace, OciSpec } from './oci-spec.js';
import { initProcess } from './process.js';

/** Containers share the guest's network: the sandbox's network is the virtual machine's. */
const namespaces: readonly OciNamespace[] = [
  { type: 'pid' },
  { type: 'mount' },
  { type: 'ipc' },
  { type: 'uts' },
  { type: 'cgroup' },
];

/** Parts of /proc and /sys that tell of the kernel what no container needs. */
const maskedPaths = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
];

/** Parts of /proc through which the kernel could be changed. */
const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/**
 * The OCI specification of a container, as data: what `plan` shows, and what the
 * guest is asked to run. Where the guest looks users up by name the numbers
 * here are 0 in their place; the ipc and uts namespaces become the sandbox's in the guest.
 *
 * @param options - `hostname`: the sandbox's host name. Default: left to the guest
 */
export function ociSpec(container: GuestContainer, options: { readonly hostname?: string } = {}): OciSpec {
  const { config } = container;
  return {
    ociVersion: '1.0.2',
    process: initProcess(config.cmd),
    root: { path: sharedPath(container.rootfsName), readonly: config.readonlyRootfs },
    ...(options.hostname !== undefined && { hostname: options.hostname }),
    mounts: containerMounts(config.mounts, container.mountNames),
    annotations: config.annotations,
    linux: {
      cgroupsPath: `/virtcontainers/${container.id}`,
      namespaces,
      devices: containerDevices(config.deviceInfos),
      resources: { devices: deviceRules(config.deviceInfos) },
      maskedPaths,
      readonlyPaths,
    },
  };
}
