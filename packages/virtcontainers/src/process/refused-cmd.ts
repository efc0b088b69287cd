// SPDX-License-Identifier: Apache-2.0

import { type Cmd, type ErrorDetails, VirtcontainersError } from '@virtcontainers/core';

const accountRemedy = "give a number, or a name that is in the container's own /etc/passwd or /etc/group";
const programRemedy =
  'give a program that is in the root file system of the container, by its path or in the PATH of envs';
const directoryRemedy = 'give a directory that is in the container';
const permissionRemedy = 'give a regular file with an execute bit';

/**
 * The field of a command that the guest refused, for `details`: only there can
 * programs, users, groups and directories be looked up. Empty where the error is about something else.
 *
 * @param error - what the guest answered
 * @param cmd - the command
 * @param prefix - path to the command in the caller's input, with a dot at its end, or empty
 */
export function refusedField(error: unknown, cmd: Cmd, prefix: string): Pick<ErrorDetails, 'path' | 'remedy'> {
  const { code } = VirtcontainersError.from(error);
  if (code === 'NOT_FOUND') return { path: `${prefix}args[0]`, remedy: programRemedy };
  if (code === 'PERMISSION_DENIED') return { path: `${prefix}args[0]`, remedy: permissionRemedy };
  if (code === 'INVALID_ARGUMENT' && mayBeDirectory(cmd)) return { path: `${prefix}workDir`, remedy: directoryRemedy };
  if (code === 'INVALID_ARGUMENT') return { path: `${prefix}${accountField(cmd)}`, remedy: accountRemedy };
  return {};
}

/** Where nothing has to be looked up that could be refused instead. */
function mayBeDirectory({ user, primaryGroup, supplementaryGroups, workDir }: Cmd): boolean {
  return workDir !== '/' && ![user, primaryGroup, ...supplementaryGroups].some(isName);
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
