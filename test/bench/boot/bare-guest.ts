// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Options of QEMU that say what machine it is, each with the value that follows it. */
const machineOptions = new Set([
  '-machine',
  '-M',
  '-accel',
  '-cpu',
  '-smp',
  '-m',
  '-kernel',
  '-rtc',
  '-global',
  '-bios',
]);

/** Options that QEMU takes without a value. */
const flags = new Set(['-nodefaults', '-no-user-config', '-no-reboot']);

/**
 * The command line of the same QEMU with the same machine, kernel and kernel parameters as a sandbox's, but with no
 * device except a serial port, and with another initramfs.
 *
 * @param command - program and arguments of a sandbox's QEMU
 * @param initramfs - path of the initramfs to boot
 */
export function bareGuestCommand(command: readonly string[], initramfs: string): readonly string[] {
  const [program = '', ...args] = command;
  const kept = args.flatMap((arg, index) => {
    if (flags.has(arg)) return [arg];
    return machineOptions.has(arg) ? [arg, args[index + 1] ?? ''] : [];
  });
  const append = args[args.indexOf('-append') + 1] ?? '';
  const parameters = append
    .split(' ')
    .filter((parameter) => !/^(console=|earlyprintk|quiet$|loglevel=)/.test(parameter));
  return [
    ...[program, ...kept, '-display', 'none', '-serial', 'stdio', '-monitor', 'none', '-initrd', initramfs],
    ...['-append', [...parameters, 'console=ttyS0', 'quiet'].join(' ')],
  ];
}

/**
 * Boots a bare guest and ends it when its init has said a byte.
 *
 * @returns milliseconds from the start of QEMU until the first byte of the guest
 */
export async function bootBareGuestMs(command: readonly string[]): Promise<number> {
  const [program = '', ...args] = command;
  const startedMs = performance.now();
  // Its input stays open: QEMU would be busy with one that has ended.
  const qemu = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(qemu, 'exit');
  try {
    await Promise.race([
      once(qemu.stdout, 'data'),
      ended.then(() => Promise.reject(new Error('the bare guest ended early'))),
    ]);
    return performance.now() - startedMs;
  } finally {
    qemu.kill('SIGKILL');
    await ended;
  }
}
