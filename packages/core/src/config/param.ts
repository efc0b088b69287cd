// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { rule } from './rule.js';
import { hasNoControlCharacter } from './text.js';

const kernelKeyPattern = /^[^\s\p{Cc}="]+$/u;
const kernelValuePattern = /^([^\s\p{Cc}"]*|"[^\p{Cc}"]*")$/u;
const optionNamePattern = /^[A-Za-z0-9][A-Za-z0-9_-]*$/u;

/** One parameter of the guest kernel's command line, written as `key=value`, or as `key` alone where the value is empty. */
export const kernelParamSchema = z.strictObject({
  /** The parameter's name: not empty, without blank, `=` or quote. */
  key: z
    .string()
    .refine(
      (key) => kernelKeyPattern.test(key),
      rule(
        'is not the name of a parameter',
        'give only the name, without blank, "=" or quote, and its value in "value"',
      ),
    ),
  /** Its value. One with blanks stands in double quotes, as the kernel reads it. Default: empty. */
  value: z
    .string()
    .refine(
      (value) => kernelValuePattern.test(value),
      rule(
        'would break up the kernel command line',
        'enclose a value with blanks in double quotes, and remove control characters',
      ),
    )
    .default(''),
});

/** One option of the hypervisor's command line, written as `-key value`, or as `-key` alone where the value is empty. */
export const hypervisorParamSchema = z.strictObject({
  /** The option's name without its dash, for example `device`. */
  key: z
    .string()
    .refine(
      (key) => optionNamePattern.test(key),
      rule('is not the name of an option', 'give the name without its dash, and its value in "value"'),
    ),
  /** The option's value, in the hypervisor's own syntax. Default: empty. */
  value: z
    .string()
    .refine(hasNoControlCharacter, rule('holds a control character', 'remove control characters'))
    .default(''),
});

/** A key and a value for a command line. */
export type Param = z.output<typeof kernelParamSchema>;
/** A key, and a value that may be left out. */
export type ParamInput = z.input<typeof kernelParamSchema>;
