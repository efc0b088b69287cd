// SPDX-License-Identifier: Apache-2.0

import { renderOption } from './option-value.js';

/** A machine type of QEMU. */
export type MachineType = 'q35' | 'pc' | 'microvm';

/** The board. */
export interface Machine {
  readonly type: MachineType;
  /** Further options in QEMU's own syntax, appended as they are. */
  readonly options?: string | undefined;
}

/** How the board's virtio devices are attached: PCI, or memory-mapped where there is no PCI bus. */
export type VirtioBus = 'pci' | 'mmio';

/** The bus of a machine type's virtio devices. */
export function virtioBusOf(type: MachineType): VirtioBus {
  return type === 'microvm' ? 'mmio' : 'pci';
}

/** `-machine` */
export function renderMachine(machine: Machine): string[] {
  const head = renderOption(machine.type, boardProperties[machine.type]);
  return ['-machine', machine.options === undefined ? head : `${head},${machine.options}`];
}

/**
 * What each board can do without: VMware's port, SMBus, SATA and USB only cost
 * the guest time to probe. The microvm keeps its timer and clock chips, because
 * without them a guest under TCG hangs.
 */
const boardProperties = {
  q35: { vmport: false, smbus: false, sata: false, usb: false },
  pc: { vmport: false, smbus: false, usb: false },
  microvm: {},
} as const;
