// SPDX-License-Identifier: Apache-2.0

/** Tag of the share, which Kata's agents know. */
export const shareTag = 'kataShared';

/**
 * What the agent mounts the share with. The message size is the most that the
 * guest's 9p transport takes. `mmap` caches what is mapped, and otherwise
 * nothing: the host adds to the share while the guest has it mounted.
 */
export const shareMountOptions: readonly string[] = [
  'trans=virtio,version=9p2000.L,cache=mmap',
  'nodev',
  'msize=512000',
];
