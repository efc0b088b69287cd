// SPDX-License-Identifier: Apache-2.0

/** What every call that waits can be cut short by. */
export interface WaitOptions {
  /** Ends the wait with CANCELLED. */
  readonly signal?: AbortSignal;
  /** Ends the wait with TIMEOUT after this many milliseconds. Default: as the call says. Range: 1 to 2147483647. */
  readonly timeoutMs?: number;
}
