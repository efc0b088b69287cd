// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { rule } from './rule.js';
import { hasNoControlCharacter } from './text.js';

/** Longest path in bytes that the kernel takes, without its final NUL (PATH_MAX). */
export const maxPathBytes = 4095;

/** An absolute path. It may hold any character but control characters; whether it exists is looked up later. */
export const absolutePathSchema = z
  .string()
  .refine((path) => path.startsWith('/'), rule('is not an absolute path', 'give a path that begins with a slash'))
  .refine(hasNoControlCharacter, rule('holds a control character', 'give a path without control characters'))
  .refine(
    (path) => Buffer.byteLength(path) <= maxPathBytes,
    rule(`is longer than ${maxPathBytes} bytes`, 'give a shorter path'),
  );

/**
 * An absolute path inside a container, where the root file system is the guest's
 * and not to be trusted: it goes straight down, without `.` or `..`.
 */
export const containerPathSchema = absolutePathSchema.refine(
  (path) => !path.split('/').some((part) => part === '.' || part === '..'),
  rule('has a part "." or ".."', 'give the path without such parts'),
);
