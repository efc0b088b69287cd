// SPDX-License-Identifier: Apache-2.0

import type { VirtioBus } from '../machine.js';
import { type Pvpanic, renderPvpanic } from './pvpanic.js';
import { type VhostVsock, renderVhostVsock } from './vhost-vsock.js';
import { type Virtconsole, renderVirtconsole } from './virtconsole.js';
import { type Virtio9p, renderVirtio9p } from './virtio-9p.js';
import { type VirtioRng, renderVirtioRng } from './virtio-rng.js';
import { type VirtioSerial, renderVirtioSerial } from './virtio-serial.js';
import { type Virtserialport, renderVirtserialport } from './virtserialport.js';

/** A device of the machine, told apart by `kind`. */
export type Device = Pvpanic | VhostVsock | Virtconsole | Virtio9p | VirtioRng | VirtioSerial | Virtserialport;

/** `-device` */
export function renderDevice(device: Device, bus: VirtioBus): string[] {
  return ['-device', renderDeviceOption(device, bus)];
}

function renderDeviceOption(device: Device, bus: VirtioBus): string {
  switch (device.kind) {
    case 'pvpanic':
      return renderPvpanic(device);
    case 'vhost-vsock':
      return renderVhostVsock(device, bus);
    case 'virtconsole':
      return renderVirtconsole(device);
    case 'virtio-9p':
      return renderVirtio9p(device, bus);
    case 'virtio-rng':
      return renderVirtioRng(device, bus);
    case 'virtio-serial':
      return renderVirtioSerial(device, bus);
    case 'virtserialport':
      return renderVirtserialport(device);
  }
}
