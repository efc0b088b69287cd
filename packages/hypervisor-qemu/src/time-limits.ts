// SPDX-License-Identifier: Apache-2.0

import type { AcceleratorKind } from './accelerator-choice.js';

/** How long QEMU may take from being started until its monitor answers, by accelerator, in milliseconds. Measured: 15 to 35 ms. */
export const launchTimeoutMs: Readonly<Record<AcceleratorKind, number>> = { kvm: 10_000, tcg: 30_000 };

/**
 * How long a guest may take from there until its agent answers, by
 * accelerator, in milliseconds. Emulation is about ten times slower, and slower
 * still on a host that is busy with other machines. Measured with TCG: 1 to 2 s.
 */
export const guestBootTimeoutMs: Readonly<Record<AcceleratorKind, number>> = { kvm: 30_000, tcg: 180_000 };

/** How long QEMU may take to be gone after it was killed, in milliseconds. */
export const killTimeoutMs = 10_000;

/** How long the last bytes of QEMU's streams are waited for after its end, and its end after it hung up, in milliseconds. */
export const drainTimeoutMs = 1_000;
