// SPDX-License-Identifier: Apache-2.0

import { renderProperties } from './option-value.js';

/** The real-time clock. */
export interface Clock {
  /** Whether lost ticks of the clock chip are made good; only a PC's chip under KVM can. */
  readonly driftFix: boolean;
}

/** `-rtc` */
export function renderClock(clock: Clock): string[] {
  return ['-rtc', renderProperties({ base: 'utc', driftfix: clock.driftFix ? 'slew' : undefined })];
}
