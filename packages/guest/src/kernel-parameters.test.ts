// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { guestKernelParameters } from './kernel-parameters.js';

test('no parameter is set twice, and emulation adds to what every machine gets', () => {
  const kvm = guestKernelParameters({ accelerator: 'kvm' });
  const tcg = guestKernelParameters({ accelerator: 'tcg' });
  const names = tcg.map((parameter) => parameter.split('=')[0]);
  expect(new Set(names).size).toBe(names.length);
  expect(tcg).toEqual(expect.arrayContaining([...kvm]));
  expect(tcg).toContain('no_timer_check');
});
