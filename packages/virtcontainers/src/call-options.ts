// SPDX-License-Identifier: Apache-2.0

import type { Logger, WaitOptions } from '@virtcontainers/core';
import type { Backends } from './backends.js';

/** Directory of the store when nobody says which. */
export const defaultStoreDirectory = '/run/virtcontainers';

/**
 * How long a sandbox lives. `process`: no longer than the process that made it;
 * however that ends, the kernel takes the virtual machine and all helpers down
 * with it. `detached`: until it is stopped; UNSUPPORTED for now.
 */
export type Lifetime = 'process' | 'detached';

/** What every function takes as its last argument. */
export interface CallOptions extends WaitOptions {
  /**
   * Directory where sandboxes are found by id, and in which each has its run
   * directory. An absolute path; it is made if missing. Two stores know nothing
   * of each other. Default: {@link defaultStoreDirectory}.
   */
  readonly store?: string;
  /** Where to log to; a pino logger fits. Default: nowhere. */
  readonly logger?: Logger;
}

/** Options of {@link createSandbox} and {@link runSandbox}. */
export interface CreateOptions extends CallOptions {
  /** Default: `process`. */
  readonly lifetime?: Lifetime;
  /** Replaces what sandboxes are made with, for tests and for other hypervisors. Default: QEMU, the Kata agent protocol and the embedded guest. */
  readonly backends?: Backends;
}

/** How long containers get to end by themselves when they are stopped, in milliseconds, when nobody says how long. */
export const defaultGraceMs = 10_000;

/** How containers are stopped. */
export interface GraceOptions {
  /** Time between SIGTERM and SIGKILL in milliseconds; 0 kills at once. Default: {@link defaultGraceMs}. */
  readonly graceMs?: number;
}

/** How a sandbox is stopped. */
export interface StopOptions extends GraceOptions {
  /**
   * Go on past every failure, so that the sandbox is stopped in any case; the
   * failures are then thrown together, as `details.failures` of one error. Default: false.
   */
  readonly force?: boolean;
}
