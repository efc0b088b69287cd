// SPDX-License-Identifier: Apache-2.0

import { renderOption } from './option-value.js';

/**
 * The system calls that QEMU gives up before the guest runs: starting other
 * programs, changing its user, changing its scheduling, and those long obsolete.
 */
export function renderSyscallFilter(): string[] {
  const deny = { obsolete: 'deny', elevateprivileges: 'deny', spawn: 'deny', resourcecontrol: 'deny' };
  return ['-sandbox', renderOption('on', deny)];
}
