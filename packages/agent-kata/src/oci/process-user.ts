// SPDX-License-Identifier: Apache-2.0

import type { Cmd } from '@virtcontainers/core';
import type { OciUser } from './oci-spec.js';

/** Who a command runs as, by name or number: for an agent that looks them up in the container's own files. */
export interface NamedUser {
  /** Empty: not given. */
  readonly user: string;
  /** Empty: not given. */
  readonly group: string;
  readonly additionalGroups: readonly string[];
}

type UserFields = Pick<Cmd, 'user' | 'primaryGroup' | 'supplementaryGroups'>;

const numberPattern = /^\d{1,10}$/;
const maxId = 0xfffffffe;

/** What of the command's user is given as numbers; names count as 0 until the agent has looked them up. */
export function numericUser(cmd: UserFields): OciUser {
  const additionalGids = cmd.supplementaryGroups.flatMap((group) => parseNumber(group) ?? []);
  return {
    uid: parseNumber(cmd.user) ?? 0,
    gid: parseNumber(cmd.primaryGroup) ?? 0,
    ...(additionalGids.length > 0 && { additionalGids }),
  };
}

/** The command's user as it was given; undefined when it says nothing at all. */
export function namedUser(cmd: UserFields): NamedUser | undefined {
  const { user = '', primaryGroup: group = '', supplementaryGroups: additionalGroups } = cmd;
  if (user === '' && group === '' && additionalGroups.length === 0) return undefined;
  return { user, group, additionalGroups };
}

/** The path of the first field that is a name, which somebody has to look up; undefined when there is none. */
export function fieldWithName(cmd: UserFields): string | undefined {
  if (cmd.user !== undefined && parseNumber(cmd.user) === undefined) return 'user';
  if (cmd.primaryGroup !== undefined && parseNumber(cmd.primaryGroup) === undefined) return 'primaryGroup';
  const index = cmd.supplementaryGroups.findIndex((group) => parseNumber(group) === undefined);
  return index === -1 ? undefined : `supplementaryGroups[${index}]`;
}

function parseNumber(text: string | undefined): number | undefined {
  if (text === undefined || !numberPattern.test(text)) return undefined;
  const number = Number(text);
  return number <= maxId ? number : undefined;
}
