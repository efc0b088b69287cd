// SPDX-License-Identifier: Apache-2.0

import { type Cmd, type ErrorDetails, VirtcontainersError } from '@virtcontainers/core';

const accountRemedy = "give a number, or a name that is in the container's own /etc/passwd or /etc/group";
const programRemedy =
  'give a program that is in the root file system of the container, by its path or in the PATH of envs';

/**
 * The field of a command that the guest refused, for `details`: only there can
 * programs, users and groups be looked up. Empty where the error is about something else.
 *
 * @param error - what the guest answered
 * @param cmd - the command
 * @param prefix - path to the command in the caller's input, with a dot at its end, or empty
 */
export function refusedField(error: unknown, cmd: Cmd, prefix: string): Pick<ErrorDetails, 'path' | 'remedy'> {
  const { code } = VirtcontainersError.from(error);
  if (code === 'NOT_FOUND') return { path: `${prefix}args[0]`, remedy: programRemedy };
  if (code === 'INVALID_ARGUMENT') return { path: `${prefix}${accountField(cmd)}`, remedy: accountRemedy };
  return {};
}

/** The first field that names an account, for numbers need no looking up. */
function accountField({ user, primaryGroup, supplementaryGroups }: Cmd): string {
  if (isName(user)) return 'user';
  if (isName(primaryGroup)) return 'primaryGroup';
  const index = supplementaryGroups.findIndex(isName);
  return index < 0 ? 'user' : `supplementaryGroups[${index}]`;
}

function isName(account: string | undefined): boolean {
  return account !== undefined && !/^\d+$/.test(account);
}
