// SPDX-License-Identifier: Apache-2.0

import { escapeCommas } from './option-value.js';

/** The model of the virtual CPUs. */
export interface Cpu {
  /** QEMU's name of the model, for example `host` or `max`. */
  readonly model: string;
  /** Features in QEMU's own syntax, for example `pmu=off`. */
  readonly features: readonly string[];
}

/** `-cpu` */
export function renderCpu(cpu: Cpu): string[] {
  return ['-cpu', [escapeCommas(cpu.model), ...cpu.features].join(',')];
}
