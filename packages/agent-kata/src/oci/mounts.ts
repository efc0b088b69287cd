// SPDX-License-Identifier: Apache-2.0

import type { Mount } from '@virtcontainers/core';
import { posix } from 'node:path';
import { sandboxShmDir, sharedPath } from '../guest-paths.js';
import type { OciMount } from './oci-spec.js';

/** What every container has, in the order in which it is mounted. A mount of the container's own at the same place replaces it. */
export const defaultMounts: readonly OciMount[] = [
  { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
  {
    destination: '/dev',
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
  },
  {
    destination: '/dev/pts',
    type: 'devpts',
    source: 'devpts',
    options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
  },
  // One for all containers of the sandbox, as they share the IPC namespace.
  { destination: '/dev/shm', type: 'bind', source: sandboxShmDir, options: ['rbind'] },
  { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
  { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
  {
    destination: '/sys/fs/cgroup',
    type: 'cgroup',
    source: 'cgroup',
    options: ['nosuid', 'noexec', 'nodev', 'relatime', 'ro'],
  },
];

/**
 * The mounts of a container: the usual ones, then its own in their order.
 *
 * @param own - from the container's configuration
 * @param names - for those of `own` that come from the host, by index: the name in the share
 */
export function containerMounts(own: readonly Mount[], names: ReadonlyMap<number, string>): readonly OciMount[] {
  const mounts = own.map((mount, index) => ownMount(mount, names.get(index)));
  const taken = new Set(mounts.map(({ destination }) => destination));
  return [...defaultMounts.filter(({ destination }) => !taken.has(destination)), ...mounts];
}

function ownMount(mount: Mount, name: string | undefined): OciMount {
  const { type, source, readOnly } = mount;
  const options = [...mount.options];
  if (type === 'bind' && !options.includes('bind') && !options.includes('rbind')) options.unshift('rbind');
  if (readOnly && !options.includes('ro')) options.push('ro');
  return {
    destination: posix.resolve(mount.destination),
    type,
    source: name === undefined ? (source ?? type) : sharedPath(name),
    options,
  };
}
