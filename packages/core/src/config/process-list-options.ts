// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { argumentSchema } from './text.js';

/** How the processes of a container are listed. */
export const processListOptionsSchema = z.strictObject({
  /** `json` (an array of process ids) or `table` (as ps(1) prints it). Default: `table`. */
  format: z.enum(['json', 'table']).default('table'),
  /** Arguments as for ps(1). Default: `-ef`. */
  args: z.array(argumentSchema).readonly().prefault(['-ef']),
});

/** How the processes of a container are listed, checked. */
export type ProcessListOptions = z.output<typeof processListOptionsSchema>;
/** {@link ProcessListOptions} as a caller gives them. */
export type ProcessListOptionsInput = z.input<typeof processListOptionsSchema>;
