// SPDX-License-Identifier: Apache-2.0

import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { rule } from './rule.js';

/** Longest id in characters: with it every socket of a sandbox below `/run/virtcontainers` fits the kernel's 107 bytes. */
export const maxIdLength = 76;

const idPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/u;
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const randomLength = 10;

/**
 * An id of a sandbox or a container: a letter or digit, then letters, digits,
 * `_`, `.` and `-`; 1 to {@link maxIdLength} characters. Ids become parts of
 * paths. A stock Kata agent wants at least two characters in a container's id;
 * that is refused where such an agent is spoken to, because ours takes one.
 */
export const idSchema = z
  .string()
  .refine(
    (id) => idPattern.test(id),
    rule('is not an id', 'begin with a letter or digit, and use letters, digits, "_", "." and "-" only'),
  )
  .refine((id) => id.length <= maxIdLength, rule(`is longer than ${maxIdLength} characters`, 'give a shorter id'));

/** Makes an id that nobody else is likely to have: the kind, then 50 random bits, for example `sandbox-k3v2q7mzxa`. */
export function generateId(kind: 'sandbox' | 'container' | 'process'): string {
  const letters = Array.from({ length: randomLength }, () => alphabet.charAt(randomInt(alphabet.length)));
  return `${kind}-${letters.join('')}`;
}
