// SPDX-License-Identifier: Apache-2.0

import type { Param } from '@virtcontainers/core';
import { type Accelerator, renderAccelerator } from './accelerator.js';
import { type Chardev, renderChardev } from './chardev.js';
import { type Clock, renderClock } from './clock.js';
import { type Cpu, renderCpu } from './cpu.js';
import { type Device, renderDevice } from './devices/device.js';
import { type DirectBoot, renderDirectBoot } from './direct-boot.js';
import { type Machine, renderMachine, virtioBusOf } from './machine.js';
import { type Memory, renderMemory } from './memory.js';
import { type Monitor, renderMonitor } from './monitor.js';
import { renderOption } from './option-value.js';
import { type RngBackend, renderRngBackend } from './rng-backend.js';
import { type SerialPort, renderSerialPort } from './serial-port.js';
import { type SharedDirectory, renderSharedDirectory } from './shared-directory.js';
import { type Smp, renderSmp } from './smp.js';
import { renderSyscallFilter } from './syscall-filter.js';

/** Everything that QEMU is started with, as data. */
export interface QemuCommandLine {
  /** Name of the machine, which also becomes the process's name for people to see. */
  readonly name: string;
  readonly uuid: string;
  readonly machine: Machine;
  readonly accelerator: Accelerator;
  readonly cpu: Cpu;
  readonly memory: Memory;
  readonly smp: Smp;
  readonly clock: Clock;
  readonly boot: DirectBoot;
  readonly chardevs: readonly Chardev[];
  readonly monitors: readonly Monitor[];
  readonly serialPort: SerialPort;
  readonly rngBackends: readonly RngBackend[];
  readonly sharedDirectories: readonly SharedDirectory[];
  readonly devices: readonly Device[];
  /** Options in QEMU's own syntax, last, so that they win where QEMU lets them. */
  readonly extra: readonly Param[];
}

/**
 * What is the same for every machine: nothing from the host's configuration
 * files, no default devices, no display. A reset asked for by the guest ends
 * the machine, and a panic ends it with a failing exit code. Not `-nographic`:
 * it makes the firmware write to the guest's console.
 */
const always = ['-no-user-config', '-nodefaults', '-display', 'none', '-vga', 'none', '-no-reboot'];
const endOnPanic = ['-action', 'panic=exit-failure'];

/** Renders a command line as QEMU's arguments, without the program. */
export function renderCommandLine(line: QemuCommandLine): string[] {
  const bus = virtioBusOf(line.machine.type);
  return [
    ...['-name', renderOption(line.name)],
    ...['-uuid', line.uuid],
    ...renderMachine(line.machine),
    ...renderAccelerator(line.accelerator),
    ...renderCpu(line.cpu),
    ...renderMemory(line.memory),
    ...renderSmp(line.smp),
    ...always,
    ...endOnPanic,
    ...renderClock(line.clock),
    ...renderSyscallFilter(),
    ...renderDirectBoot(line.boot),
    ...line.chardevs.flatMap(renderChardev),
    ...line.monitors.flatMap(renderMonitor),
    ...renderSerialPort(line.serialPort),
    ...line.rngBackends.flatMap(renderRngBackend),
    ...line.sharedDirectories.flatMap(renderSharedDirectory),
    ...line.devices.flatMap((device) => renderDevice(device, bus)),
    ...line.extra.flatMap(renderExtra),
  ];
}

function renderExtra({ key, value }: Param): string[] {
  return value === '' ? [`-${key}`] : [`-${key}`, value];
}
