// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { rule } from './rule.js';

/** Longest hostname in bytes: what the kernel keeps. */
export const maxHostnameLength = 64;

const labelPattern = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/u;

/** A hostname: labels of letters, digits and inner dashes, joined by dots; 1 to 64 characters. */
export const hostnameSchema = z
  .string()
  .refine(
    (name) => name.split('.').every((label) => labelPattern.test(label)),
    rule('is not a hostname', 'use letters, digits and inner dashes, in labels joined by dots'),
  )
  .refine(
    (name) => name.length <= maxHostnameLength,
    rule(`is longer than ${maxHostnameLength} characters`, 'give a shorter hostname'),
  );
