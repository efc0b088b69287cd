// SPDX-License-Identifier: Apache-2.0

import type { HypervisorConfig } from '@virtcontainers/core';
import type { Host } from './host.js';
import { HypervisorError } from './hypervisor-error.js';

/** What runs the guest's instructions: the processor itself, or QEMU's translator. */
export type AcceleratorKind = 'kvm' | 'tcg';

/** An accelerator, and why it was chosen. */
export interface AcceleratorChoice {
  readonly kind: AcceleratorKind;
  readonly reason: string;
}

/**
 * Chooses the accelerator. `auto` takes KVM only where its device opens and
 * the processor shows its virtualisation extension: some virtual hosts offer a
 * device that opens and on which guests then hang. An explicit choice stays.
 *
 * @throws HypervisorError UNSUPPORTED when `kvm` is asked for and its device does not open
 */
export async function chooseAccelerator(
  wanted: HypervisorConfig['accelerator'],
  host: Pick<Host, 'opensKvm' | 'cpuInfo'>,
): Promise<AcceleratorChoice> {
  if (wanted === 'tcg') return { kind: 'tcg', reason: 'asked for' };
  const opens = await host.opensKvm();
  if (wanted === 'kvm') {
    if (!opens) throw noKvm();
    return { kind: 'kvm', reason: 'asked for' };
  }
  if (!opens) return { kind: 'tcg', reason: '/dev/kvm does not open' };
  if (!hasVirtualisation(await host.cpuInfo())) {
    return { kind: 'tcg', reason: '/dev/kvm opens, but the processor shows neither vmx nor svm' };
  }
  return { kind: 'kvm', reason: '/dev/kvm opens and the processor has vmx or svm' };
}

/** Whether `/proc/cpuinfo` shows a processor with Intel's or AMD's virtualisation extension. */
export function hasVirtualisation(cpuInfo: string): boolean {
  const flags = /^flags\s*:(.*)$/mu.exec(cpuInfo)?.[1] ?? '';
  return flags.split(/\s+/u).some((flag) => flag === 'vmx' || flag === 'svm');
}

function noKvm(): HypervisorError {
  return new HypervisorError('UNSUPPORTED', '/dev/kvm does not open', {
    details: {
      path: 'hypervisorConfig.accelerator',
      remedy: 'give this process access to /dev/kvm, or choose auto or tcg',
    },
  });
}
