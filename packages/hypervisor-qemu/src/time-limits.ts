// SPDX-License-Identifier: Apache-2.0

import type { AcceleratorKind } from './accelerator-choice.js';

/** How long QEMU may take from being started until its monitor answers, by accelerator, in milliseconds. Measured: 15 to 35 ms. */
export const launchTimeoutMs: Readonly<Record<AcceleratorKind, number>> = { kvm: 10_000, tcg: 30_000 };

/** How long QEMU may take to be gone after it was killed, in milliseconds. */
export const killTimeoutMs = 10_000;

/** How long the last bytes of QEMU's streams are waited for after its end, and its end after it hung up, in milliseconds. */
export const drainTimeoutMs = 1_000;
