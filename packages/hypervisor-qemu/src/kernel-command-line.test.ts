// SPDX-License-Identifier: Apache-2.0

import { expect, test } from 'vitest';
import { kernelCommandLine } from './kernel-command-line.js';

const settings = { vcpus: 2, debug: false, isPc: true, guestParams: [], userParams: [] } as const;

test("the user's parameters come last and the guest's before them", () => {
  const words = kernelCommandLine({
    ...settings,
    guestParams: ['rdinit=/agent'],
    userParams: [
      { key: 'panic', value: '5' },
      { key: 'nosmp', value: '' },
      { key: 'dyndbg', value: '"file a.c +p"' },
    ],
  });
  expect(words.endsWith(' nr_cpus=2 selinux=0 rdinit=/agent panic=5 nosmp dyndbg="file a.c +p"')).toBe(true);
});

test('is quiet unless debugging', () => {
  expect(kernelCommandLine(settings).split(' ')).toContain('quiet');
  const debugging = kernelCommandLine({ ...settings, debug: true }).split(' ');
  expect(debugging).toContain('debug');
  expect(debugging).not.toContain('quiet');
});

test('tells the clock frequency only where it is known', () => {
  expect(kernelCommandLine(settings)).not.toContain('tsc_early_khz');
  expect(kernelCommandLine({ ...settings, tscKhz: 2_596_106 })).toContain(' tsc_early_khz=2596106 ');
});

test('keeps the timer that several processors need', () => {
  expect(kernelCommandLine(settings)).not.toContain('noapictimer');
});

test('does without what the machine does not have', () => {
  expect(kernelCommandLine(settings)).toMatch(/ pci=lastbus=0 .* reboot=k /u);
  expect(kernelCommandLine({ ...settings, isPc: false })).toMatch(/ pci=off .* reboot=t /u);
});
