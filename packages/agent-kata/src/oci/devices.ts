// SPDX-License-Identifier: Apache-2.0

import type { DeviceInfo } from '@virtcontainers/core';
import type { OciDevice, OciDeviceRule } from './oci-spec.js';

const characterDevice = (major: number, minor?: number): OciDeviceRule => ({
  allow: true,
  type: 'c',
  major,
  ...(minor !== undefined && { minor }),
  access: 'rwm',
});

/** Nothing but making nodes, and using those that every container has. */
const defaultDeviceRules: readonly OciDeviceRule[] = [
  { allow: false, access: 'rwm' },
  { allow: true, type: 'c', access: 'm' },
  { allow: true, type: 'b', access: 'm' },
  characterDevice(1, 3), // null
  characterDevice(1, 5), // zero
  characterDevice(1, 7), // full
  characterDevice(1, 8), // random
  characterDevice(1, 9), // urandom
  characterDevice(5, 0), // tty
  characterDevice(5, 1), // console
  characterDevice(5, 2), // ptmx
  characterDevice(136), // pts
];

/** The nodes that a container's configuration asks for; the runtime makes the usual ones. */
export function containerDevices(own: readonly DeviceInfo[]): readonly OciDevice[] {
  return own.map(({ containerPath, devType, major, minor, fileMode, uid, gid }) => ({
    path: containerPath,
    type: devType,
    major,
    minor,
    fileMode,
    uid,
    gid,
  }));
}

/** What the container may do with devices: the default, and all with those that it asks for. */
export function deviceRules(own: readonly DeviceInfo[]): readonly OciDeviceRule[] {
  const asked = own
    .filter(({ devType }) => devType !== 'p')
    .map(({ devType, major, minor }) => ({
      allow: true,
      type: devType === 'u' ? 'c' : devType,
      major,
      minor,
      access: 'rwm',
    }));
  return [...defaultDeviceRules, ...asked];
}
