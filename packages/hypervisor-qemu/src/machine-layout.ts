// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import { type VirtualMachineSpec, firstStreamFd } from '@virtcontainers/core';
import type { AcceleratorKind } from './accelerator-choice.js';
import type { Chardev } from './command-line/chardev.js';
import type { QemuCommandLine } from './command-line/command-line.js';
import type { Cpu } from './command-line/cpu.js';
import type { Device } from './command-line/devices/device.js';
import { virtioBusOf } from './command-line/machine.js';
import { laterMonitorPath, sharedDirectoryPath } from './run-directory.js';
import { shareTag } from './share/mount-options.js';

/** Names of the byte streams between us and QEMU, in the order of their descriptors. */
export const streamNames = { monitor: 'monitor', console: 'console', agent: 'agent' } as const;

/** Name under which the guest finds the agent's virtio port. */
export const agentPortName = 'agent.channel.0';

/** Upper limit of the translation cache in MiB; docs/qemu.md has the measurements. */
const translationCacheMib = 128;

/** What has been decided about a machine beside its specification. */
export interface LayoutChoices {
  readonly accelerator: AcceleratorKind;
  /** The guest's context id where the agent is reached over vsock; else it has a virtio port. */
  readonly vsockCid: number | undefined;
  readonly kernelCommandLine: string;
  readonly securityModel: 'passthrough' | 'none';
}

/** A machine laid out: QEMU's command line, and the streams that it expects. */
export interface MachineLayout {
  readonly commandLine: QemuCommandLine;
  readonly streams: readonly string[];
}

/** Lays a machine out: decides its devices and numbers the descriptors. */
export function layOutMachine(spec: VirtualMachineSpec, choices: LayoutChoices): MachineLayout {
  const { config, guest } = spec;
  const streams = streamsFor(choices);
  return {
    streams,
    commandLine: {
      name: `sandbox-${spec.sandboxId}`,
      uuid: uuidOf(spec.sandboxId),
      machine: { type: config.hypervisorMachineType, options: config.machineAccelerators },
      accelerator: choices.accelerator === 'kvm' ? { kind: 'kvm' } : { kind: 'tcg', translationCacheMib },
      cpu: cpuFor(choices.accelerator, config.cpuFeatures),
      memory: { sizeMib: spec.memoryMib },
      smp: { vcpus: spec.vcpus },
      clock: { driftFix: choices.accelerator === 'kvm' && config.hypervisorMachineType !== 'microvm' },
      boot: { ...guest, kernelCommandLine: choices.kernelCommandLine },
      chardevs: [...streams.map(inheritedChardev), laterMonitor(spec.runDir)],
      monitors: [{ chardev: streamNames.monitor }, { chardev: laterMonitorId }],
      serialPort: { chardev: streamNames.console },
      rngBackends: [{ id: 'entropy', sourcePath: '/dev/urandom' }],
      sharedDirectories: [
        { id: 'shared', hostPath: sharedDirectoryPath(spec.runDir), securityModel: choices.securityModel },
      ],
      devices: devicesFor(spec, choices, streams),
      extra: config.hypervisorParams,
    },
  };
}

const laterMonitorId = 'later-monitor';

function streamsFor({ vsockCid }: LayoutChoices): string[] {
  const { monitor, console, agent } = streamNames;
  return vsockCid === undefined ? [monitor, console, agent] : [monitor, console];
}

function inheritedChardev(name: string, index: number): Chardev {
  return { kind: 'inherited', id: name, fd: firstStreamFd + index };
}

function laterMonitor(runDir: string): Chardev {
  return { kind: 'listening', id: laterMonitorId, socketPath: laterMonitorPath(runDir) };
}

/**
 * The host's own processor under KVM, without its performance counters. Under
 * TCG everything that can be translated, so that programs built for newer
 * processors run.
 */
function cpuFor(accelerator: AcceleratorKind, features: string | undefined): Cpu {
  const asked = features === undefined ? [] : [features];
  return accelerator === 'kvm' ? { model: 'host', features: ['pmu=off', ...asked] } : { model: 'max', features: asked };
}

function devicesFor(spec: VirtualMachineSpec, choices: LayoutChoices, streams: readonly string[]): Device[] {
  const hasPci = virtioBusOf(spec.config.hypervisorMachineType) === 'pci';
  return [
    ...agentDevices(choices.vsockCid, firstStreamFd + streams.length),
    { kind: 'virtio-9p', id: 'share', fsdev: 'shared', mountTag: shareTag },
    { kind: 'virtio-rng', id: 'rng', rng: 'entropy' },
    ...(hasPci ? ([{ kind: 'pvpanic', id: 'panic' }] as const) : []),
  ];
}

/** The agent's way: a vsock device, whose descriptor comes after the streams, or a virtio port. */
function agentDevices(vsockCid: number | undefined, vhostFd: number): Device[] {
  if (vsockCid !== undefined) return [{ kind: 'vhost-vsock', guestCid: vsockCid, vhostFd }];
  return [
    { kind: 'virtio-serial', id: 'serial', maxPorts: 2 },
    { kind: 'virtserialport', id: 'agent-port', chardev: streamNames.agent, name: agentPortName, port: 1 },
  ];
}

/** A UUID that is always the same for a sandbox id (RFC 9562, version 8: made from a hash of our own choice). */
function uuidOf(sandboxId: string): string {
  const hash = createHash('sha256').update(sandboxId).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
