// SPDX-License-Identifier: Apache-2.0

import type { Param } from '@virtcontainers/core';

/** What the guest kernel's command line depends on. */
export interface KernelSettings {
  readonly vcpus: number;
  readonly debug: boolean;
  /** Whether the machine has what every PC has: a PCI bus, and a keyboard controller, by which it is reset. */
  readonly isPc: boolean;
  /** Frequency of the time stamp counter in kHz, where the guest cannot be left to measure it. */
  readonly tscKhz?: number | undefined;
  /** What the guest's own files want. */
  readonly guestParams: readonly string[];
  /** What the user wants: last, so that it wins. */
  readonly userParams: readonly Param[];
}

/** What every guest gets; docs/qemu.md has the reasons and the measurements. */
const always = [
  'tsc=reliable',
  'no_timer_check',
  'rcupdate.rcu_expedited=1',
  'i8042.direct=1',
  'i8042.dumbkbd=1',
  'i8042.nopnp=1',
  'i8042.noaux=1',
  'noreplace-smp',
  'cryptomgr.notests',
  'net.ifnames=0',
] as const;

/** Composes the guest kernel's command line. */
export function kernelCommandLine(settings: KernelSettings): string {
  return [
    ...always,
    settings.isPc ? 'pci=lastbus=0' : 'pci=off',
    ...(settings.tscKhz === undefined ? [] : [`tsc_early_khz=${settings.tscKhz}`]),
    'console=ttyS0',
    // `quiet` still lets errors and panics through.
    settings.debug ? 'debug' : 'quiet',
    // A panicked guest resets at once, which ends the machine; by a chip that is not there it would try for seconds.
    'panic=-1',
    settings.isPc ? 'reboot=k' : 'reboot=t',
    `nr_cpus=${settings.vcpus}`,
    'selinux=0',
    ...settings.guestParams,
    ...settings.userParams.map(renderParam),
  ].join(' ');
}

function renderParam({ key, value }: Param): string {
  return value === '' ? key : `${key}=${value}`;
}
