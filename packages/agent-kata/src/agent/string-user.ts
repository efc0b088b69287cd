// SPDX-License-Identifier: Apache-2.0

import type { MessageInitShape } from '@bufbuild/protobuf';
import { VirtcontainersError, type Cmd } from '@virtcontainers/core';
import type { StringUserSchema } from '../gen/agent_pb.js';
import { fieldWithName, namedUser } from '../oci/process-user.js';

/**
 * A command's user for the agent to look up; undefined when the command says nothing of it.
 *
 * @param looksUp - whether the agent looks users up; a stock Kata agent runs everything as the numbers say
 * @throws VirtcontainersError UNSUPPORTED for a name that the agent would not look up
 */
export function stringUser(cmd: Cmd, looksUp: boolean): MessageInitShape<typeof StringUserSchema> | undefined {
  if (!looksUp) {
    refuseName(cmd);
    return undefined;
  }
  const named = namedUser(cmd);
  return named && { uid: named.user, gid: named.group, additionalGids: [...named.additionalGroups] };
}

function refuseName(cmd: Cmd): void {
  const path = fieldWithName(cmd);
  if (path === undefined) return;
  throw new VirtcontainersError('UNSUPPORTED', "the guest's agent does not look up users and groups by name", {
    details: { path: `cmd.${path}`, remedy: 'give numbers, or use the embedded guest' },
  });
}
