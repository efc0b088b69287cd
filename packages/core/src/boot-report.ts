// SPDX-License-Identifier: Apache-2.0

import type { Phase } from './phase.js';

/** When a phase began and how long it took. */
export interface PhaseTiming {
  readonly phase: Phase;
  /** Milliseconds from the start of the call to the start of the phase. */
  readonly startMs: number;
  /** Milliseconds that the phase took, or took until it failed. */
  readonly durationMs: number;
}

/** How the hypervisor process ended. Exactly one of the two is set. */
export interface HypervisorExit {
  /** Exit code. 0 is no proof of an orderly end: a guest that panics gives 0 too. */
  readonly code?: number;
  /** Name of the signal that ended it, for example `SIGKILL`. */
  readonly signal?: string;
}

/** What is known of a virtual machine: kept for the caller when a boot fails, and on request when it succeeds. */
export interface BootReport {
  /** The phases gone through, in order; the last one is the one that failed, if any did. */
  readonly timeline: readonly PhaseTiming[];
  /** The hypervisor's program and arguments. */
  readonly command: readonly string[];
  /** Accelerator in use: `kvm` or `tcg`. */
  readonly accelerator: string;
  /** The last lines of the hypervisor's standard error, bounded. */
  readonly stderrTail: string;
  /** The last lines of the guest's console, bounded; written by the guest, so not to be trusted. */
  readonly consoleTail: string;
  /** How the hypervisor ended, if it did. */
  readonly exit?: HypervisorExit;
  /** Whether the guest kernel said that it panicked. */
  readonly panicked: boolean;
  /** How far the agent came. */
  readonly agent: 'unreached' | 'connected' | 'answering';
}
