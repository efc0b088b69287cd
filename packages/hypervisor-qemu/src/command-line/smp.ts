// SPDX-License-Identifier: Apache-2.0

import { renderOption } from './option-value.js';

/** The virtual CPUs. Each is a socket of its own, so that later ones can be plugged in one by one. */
export interface Smp {
  readonly vcpus: number;
}

/** `-smp` */
export function renderSmp(smp: Smp): string[] {
  return ['-smp', renderOption(String(smp.vcpus), { cores: 1, threads: 1, sockets: smp.vcpus, maxcpus: smp.vcpus })];
}
