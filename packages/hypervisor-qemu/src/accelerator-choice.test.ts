// SPDX-License-Identifier: Apache-2.0

import { expect, test } from 'vitest';
import { chooseAccelerator, hasVirtualisation } from './accelerator-choice.js';

const host = (opens: boolean, flags: string): Parameters<typeof chooseAccelerator>[1] => ({
  opensKvm: () => Promise.resolve(opens),
  cpuInfo: () => Promise.resolve(`processor\t: 0\nflags\t\t: ${flags}\n`),
});

test.each([
  ['auto', true, 'fpu vmx sse', 'kvm'],
  ['auto', true, 'fpu svm sse', 'kvm'],
  ['auto', true, 'fpu hypervisor sse', 'tcg'],
  ['auto', true, 'fpu vmxnet', 'tcg'],
  ['auto', false, 'fpu vmx sse', 'tcg'],
  ['kvm', true, 'fpu hypervisor', 'kvm'],
  ['tcg', true, 'fpu vmx', 'tcg'],
] as const)('%s, device opens: %s, flags "%s": %s', async (wanted, opens, flags, kind) => {
  expect(await chooseAccelerator(wanted, host(opens, flags))).toMatchObject({ kind });
});

test('an explicit kvm stays explicit', async () => {
  await expect(chooseAccelerator('kvm', host(false, 'vmx'))).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    details: { path: 'hypervisorConfig.accelerator' },
  });
});

test('a processor without a line of flags has no virtualisation', () => {
  expect(hasVirtualisation('Features\t: vmx\n')).toBe(false);
});
