// SPDX-License-Identifier: Apache-2.0

import type { HypervisorExit } from './boot-report.js';

/** What the out-of-memory killer ran short of: the container's limit, or the memory of the whole sandbox. */
export type OomScope = 'container' | 'sandbox';

/** The one truthful account of how a process ended. */
export type ProcessExit =
  /** It ended by itself, with an exit code from 0 to 255. */
  | { readonly kind: 'exited'; readonly code: number }
  /** A signal ended it. `ambiguous` where the guest's agent cannot tell exit code 128+N from signal N. */
  | { readonly kind: 'signaled'; readonly signal: string; readonly ambiguous?: boolean }
  /** The guest kernel's out-of-memory killer ended it. */
  | { readonly kind: 'oomKilled'; readonly scope: OomScope }
  /** The call's `timeoutMs` passed and the process was killed for it. */
  | { readonly kind: 'timedOut'; readonly timeoutMs: number }
  /** The virtual machine ended under it. */
  | { readonly kind: 'vmDied'; readonly hypervisor: HypervisorExit; readonly consoleTail: string }
  /** Nobody can tell any more, and why not. */
  | { readonly kind: 'unknown'; readonly reason: string };
