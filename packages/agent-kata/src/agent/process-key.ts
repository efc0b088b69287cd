// SPDX-License-Identifier: Apache-2.0

import type { ProcessRef } from '@virtcontainers/core';

/** One string for a process, to find it by; ids and tokens hold no slash. */
export function processKey({ containerId, token }: ProcessRef): string {
  return `${containerId}/${token}/`;
}

/** What the keys of all of a container's processes begin with. */
export function containerKey(containerId: string): string {
  return `${containerId}/`;
}

/** Deletes the entries whose key begins so. */
export function forgetKeys(entries: { keys(): Iterable<string>; delete(key: string): unknown }, start: string): void {
  for (const key of entries.keys()) if (key.startsWith(start)) entries.delete(key);
}
