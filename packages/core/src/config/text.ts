// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { rule } from './rule.js';

/** Longest text in bytes that the kernel takes as one argument of a program, without its final NUL (MAX_ARG_STRLEN). */
export const maxArgumentBytes = 131_071;

const controlCharacter = /\p{Cc}/u;

/** Whether a text is free of control characters, among them NUL, line feed and carriage return. */
export function hasNoControlCharacter(text: string): boolean {
  return !controlCharacter.test(text);
}

/** Text that is handed to a program as (part of) an argument: no NUL, which would end it early, and not too long. */
export const argumentSchema = z
  .string()
  .refine((text) => !text.includes('\0'), rule('holds a NUL character', 'remove the NUL character'))
  .refine(
    (text) => Buffer.byteLength(text) <= maxArgumentBytes,
    rule(`is longer than ${maxArgumentBytes} bytes`, 'hand long data over in a file or on standard input'),
  );

/** One line of text without any control character, and not empty: it cannot break out of a command line. */
export const lineSchema = z
  .string()
  .refine((text) => text.length > 0, rule('is empty', 'give a value, or leave the field out'))
  .refine(hasNoControlCharacter, rule('holds a control character', 'remove control characters, among them line ends'));
