// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { bareGuestCommand } from './bare-guest.js';

test('keeps the machine and the kernel parameters, and drops the devices', () => {
  const sandbox = [
    ...['qemu-system-x86_64', '-nodefaults', '-machine', 'q35', '-accel', 'tcg', '-m', '256M'],
    ...['-device', 'virtio-serial', '-kernel', '/k', '-initrd', '/i', '-append', 'console=hvc0 quiet panic=-1'],
  ];
  expect(bareGuestCommand(sandbox, '/bare')).toEqual([
    ...['qemu-system-x86_64', '-nodefaults', '-machine', 'q35', '-accel', 'tcg', '-m', '256M', '-kernel', '/k'],
    ...['-display', 'none', '-serial', 'stdio', '-monitor', 'none', '-initrd', '/bare'],
    ...['-append', 'panic=-1 console=ttyS0 quiet'],
  ]);
});
