// SPDX-License-Identifier: Apache-2.0
import { firstStreamFd } from '@virtcontainers/core';

import type { NestedHostImage } from './nested-host-image.js';

/** Name of the stream that the nested host's console is. */
export const consoleStream = 'console';

/** Memory in MiB, for all that is in it: a guest, whoever drives it, and what they write. QEMU takes what is used. */
const memoryMib = 3072;

const kernelParameters = [
  'console=ttyS0',
  'quiet',
  // A panic ends the machine at once.
  'panic=-1',
  'cryptomgr.notests',
];

/** What QEMU is started with. It emulates the processor everywhere: the same test on every machine. */
export function nestedHostArguments({ kernelPath, initrdPath }: NestedHostImage, exchangeDir: string): string[] {
  return [
    ...['-name', 'nested-host', '-no-user-config', '-nodefaults', '-display', 'none', '-no-reboot'],
    ...['-machine', 'q35', '-accel', 'tcg', '-cpu', 'max', '-m', `${memoryMib}M`],
    // One processor: emulating several at once makes each a third slower, and most of the time only one has work.
    ...['-smp', '1'],
    ...['-kernel', kernelPath, '-initrd', initrdPath, '-append', kernelParameters.join(' ')],
    ...['-chardev', `socket,id=${consoleStream},fd=${firstStreamFd}`, '-serial', `chardev:${consoleStream}`],
    ...sharedDirectory('root', '/', ',readonly=on'),
    ...sharedDirectory('exchange', exchangeDir, ''),
    ...['-device', 'virtio-rng-pci'],
  ];
}

/** A comma ends a value in QEMU's options unless it is doubled. */
function sharedDirectory(tag: string, path: string, options: string): string[] {
  const value = path.replaceAll(',', ',,');
  return [
    ...['-fsdev', `local,id=${tag},path=${value},security_model=none,multidevs=remap${options}`],
    ...['-device', `virtio-9p-pci,fsdev=${tag},mount_tag=${tag}`],
  ];
}
