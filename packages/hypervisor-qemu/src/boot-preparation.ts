// SPDX-License-Identifier: Apache-2.0

import type { VirtualMachineSpec, VsockHost } from '@virtcontainers/core';
import type { AcceleratorKind } from './accelerator-choice.js';
import { renderCommandLine } from './command-line/command-line.js';
import type { Host } from './host.js';
import { kernelCommandLine } from './kernel-command-line.js';
import { layOutMachine } from './machine-layout.js';
import { preflight } from './preflight/preflight.js';
import { chooseTransport } from './transport-choice.js';
import { tscFrequencyKhz } from './tsc-frequency.js';

/** What a machine will be, decided and checked before anything is made. */
export interface BootPreparation {
  readonly spec: VirtualMachineSpec;
  readonly accelerator: AcceleratorKind;
  readonly transport: 'vsock' | 'virtio-serial';
  /** Absolute path of QEMU. */
  readonly program: string;
  readonly kernelCommandLine: string;
  readonly securityModel: 'passthrough' | 'none';
}

/** QEMU's arguments and the streams that it expects. */
export interface RenderedMachine {
  readonly args: readonly string[];
  readonly streams: readonly string[];
}

/** Checks a specification and makes all decisions about it. Errors as those of `preflight` and `chooseTransport`. */
export async function prepareBoot(
  spec: VirtualMachineSpec,
  accelerator: AcceleratorKind,
  surroundings: { readonly host: Host; readonly vsock: VsockHost | undefined },
  signal?: AbortSignal,
): Promise<BootPreparation> {
  const { host, vsock } = surroundings;
  const program = await preflight(spec, host, signal);
  return {
    spec,
    accelerator,
    program,
    transport: await chooseTransport(spec.transport ?? 'auto', vsock),
    kernelCommandLine: await commandLineFor(spec, accelerator, host),
    securityModel: host.isRoot() ? 'passthrough' : 'none',
  };
}

/** Renders a prepared machine. */
export function renderMachine(preparation: BootPreparation, vsockCid: number | undefined): RenderedMachine {
  const { commandLine, streams } = layOutMachine(preparation.spec, { ...preparation, vsockCid });
  return { args: renderCommandLine(commandLine), streams };
}

async function commandLineFor(spec: VirtualMachineSpec, accelerator: AcceleratorKind, host: Host): Promise<string> {
  return kernelCommandLine({
    vcpus: spec.vcpus,
    debug: spec.config.debug,
    // Under TCG a guest on a busy host measures wrongly, and its clock then runs too fast; a microvm may hang trying.
    tscKhz: accelerator === 'tcg' ? await tscFrequencyKhz(host) : undefined,
    isPc: spec.config.hypervisorMachineType !== 'microvm',
    guestParams: spec.guest.kernelParams,
    userParams: spec.config.kernelParams,
  });
}
