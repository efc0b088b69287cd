// SPDX-License-Identifier: Apache-2.0

/** Where the guest mounts the host's share: all that the host offers is below it. */
export const sharedDir = '/run/kata-containers/shared/containers/';

/** The shared memory that all containers of a sandbox have at `/dev/shm`. */
export const sandboxShmDir = '/run/kata-containers/sandbox/shm';

/** Path in the guest of something in the share. */
export function sharedPath(name: string): string {
  return `${sharedDir}${name}`;
}
