// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { rule } from './rule.js';
import { argumentSchema, lineSchema } from './text.js';
import { uniqueBy } from './unique.js';

/** A variable of a process's environment. */
export const envVarSchema = z.strictObject({
  /** Name: not empty, without `=` or control characters. */
  var: lineSchema.refine(
    (name) => !name.includes('='),
    rule('holds "="', 'give only the name, and its value in "value"'),
  ),
  /** Value: any text without NUL. */
  value: argumentSchema,
});

/** A variable of a process's environment. */
export type EnvVar = z.output<typeof envVarSchema>;

/** An environment: variables in order, each once. */
export const environmentSchema = z
  .array(envVarSchema)
  .readonly()
  .superRefine(uniqueBy('var', rule('is there twice', 'give each variable once')));
