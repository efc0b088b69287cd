// SPDX-License-Identifier: Apache-2.0

/** What zod's `refine` wants for a rule of ours: what is wrong, and what the caller can do about it. */
export interface Rule {
  readonly error: string;
  readonly params: { readonly remedy: string };
}

/**
 * Words a refusal.
 *
 * @param problem - what is wrong, in lower case without a full stop
 * @param remedy - what the caller can do about it; it ends up in the error's `details.remedy`
 */
export function rule(problem: string, remedy: string): Rule {
  return { error: problem, params: { remedy } };
}
