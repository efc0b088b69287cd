// SPDX-License-Identifier: Apache-2.0

/** What a virtual machine is like that the embedded guest shall boot in. */
export interface GuestMachine {
  /** The accelerator that was chosen, never `auto`. */
  readonly accelerator: 'kvm' | 'tcg';
}

/**
 * For every machine. The guest boots from an initramfs, so that nothing here names a root device.
 *
 * - `cryptomgr.notests`: the kernel's crypto algorithms are not tested at each boot (0.15 to 0.19 s under TCG).
 * - `quiet`: fewer lines through an emulated serial port, each character of which leaves the guest.
 * - `panic=1`: a guest that panics resets after a second; with QEMU's `-no-reboot` that ends the VM.
 * - `tsc=reliable`: no watchdog compares the clock with slower ones, which a busy host makes it lose.
 * - `cgroup_no_v1=all`: cgroup v2 only.
 */
const always = ['panic=1', 'quiet', 'cryptomgr.notests', 'tsc=reliable', 'cgroup_no_v1=all'] as const;

/**
 * For software emulation.
 *
 * - `no_timer_check`: a host that is late with a timer interrupt is no reason to panic.
 */
const underTcg = ['no_timer_check'] as const;

/**
 * The parameters with which the embedded guest's kernel boots fastest and most surely. Those that name devices
 * (`console=`) or facts of the host are for whoever makes the machine.
 */
export function guestKernelParameters({ accelerator }: GuestMachine): readonly string[] {
  return accelerator === 'tcg' ? [...always, ...underTcg] : always;
}
