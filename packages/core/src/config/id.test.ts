// SPDX-License-Identifier: Apache-2.0

import { expect, it } from 'vitest';
import { generateId, idSchema, maxIdLength } from './id.js';

/** Longest path of a socket: `sun_path` of unix(7) holds 108 bytes with its final NUL. */
const maxSocketPathBytes = 107;

it.each(['sandbox', 'container', 'process'] as const)('makes ids of a %s that are ids, and differ', (kind) => {
  const ids = Array.from({ length: 1_000 }, () => generateId(kind));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(idSchema.parse(id).startsWith(`${kind}-`)).toBe(true);
});

it('leaves room for the sockets of a sandbox with the longest id', () => {
  const path = `/run/virtcontainers/${'x'.repeat(maxIdLength)}/qmp.sock`;
  expect(Buffer.byteLength(path)).toBeLessThanOrEqual(maxSocketPathBytes);
});
