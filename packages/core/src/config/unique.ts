// SPDX-License-Identifier: Apache-2.0

import type { z } from 'zod';
import type { Rule } from './rule.js';

/**
 * A check for zod's `superRefine`: refuses an element whose key an earlier one has.
 *
 * @param field - name of the element's field that is the key; the refusal points at it
 * @param refusal - how to word it
 */
export function uniqueBy<Field extends string>(
  field: Field,
  refusal: Rule,
): (elements: readonly Readonly<Record<Field, string>>[], context: z.core.$RefinementCtx) => void {
  return (elements, context) => {
    const seen = new Set<string>();
    for (const [index, element] of elements.entries()) {
      if (seen.has(element[field])) {
        context.addIssue({ code: 'custom', message: refusal.error, params: refusal.params, path: [index, field] });
      }
      seen.add(element[field]);
    }
  };
}
