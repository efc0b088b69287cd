// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { rule } from './rule.js';

/** Longest annotation key in characters. */
export const maxAnnotationKeyLength = 253;

const keyPattern = /^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)+(\/[A-Za-z0-9_.-]+)*$/u;

/** An annotation's key: a reverse-domain name such as `org.example.key`, which may go on after a slash. */
export const annotationKeySchema = z
  .string()
  .refine(
    (key) => keyPattern.test(key) && key.length <= maxAnnotationKeyLength,
    rule('is not a reverse-domain name', 'name the key like org.example.key'),
  );

/** What clients keep with a sandbox or a container. Keys are reverse-domain names; values are any text without NUL. */
export const annotationsSchema = z.record(
  annotationKeySchema,
  z.string().refine((text) => !text.includes('\0'), rule('holds a NUL character', 'remove the NUL character')),
);

/** What clients keep with a sandbox or a container. */
export type Annotations = z.output<typeof annotationsSchema>;
