// SPDX-License-Identifier: Apache-2.0

import { expect, test } from 'vitest';
import { type QemuCommandLine, renderCommandLine } from './command-line.js';
import type { Device } from './devices/device.js';
import { renderDevice } from './devices/device.js';

const line: QemuCommandLine = {
  name: 'sandbox-a,b',
  uuid: 'c02c0b96-5e02-8abe-a808-f2b548d8d519',
  machine: { type: 'q35' },
  accelerator: { kind: 'tcg', translationCacheMib: 128 },
  cpu: { model: 'max', features: [] },
  memory: { sizeMib: 2048 },
  smp: { vcpus: 2 },
  clock: { driftFix: false },
  boot: {
    kernelPath: '/guest,1/vmlinux',
    initrdPath: '/guest,1/initrd',
    kernelCommandLine: 'console=ttyS0,115200 quiet',
  },
  chardevs: [
    { kind: 'inherited', id: 'monitor', fd: 4 },
    { kind: 'listening', id: 'later', socketPath: '/run/a,b/qmp.sock' },
  ],
  monitors: [{ chardev: 'monitor' }, { chardev: 'later' }],
  serialPort: { chardev: 'console' },
  rngBackends: [{ id: 'entropy', sourcePath: '/dev/urandom' }],
  sharedDirectories: [{ id: 'shared', hostPath: '/run/a,b/shared', securityModel: 'passthrough' }],
  devices: [{ kind: 'virtio-rng', id: 'rng', rng: 'entropy' }],
  extra: [
    { key: 'device', value: 'virtio-net-pci,netdev=n0' },
    { key: 'S', value: '' },
  ],
};

test('renders a whole machine', () => {
  expect(renderCommandLine(line)).toEqual([
    ...['-name', 'sandbox-a,,b'],
    ...['-uuid', 'c02c0b96-5e02-8abe-a808-f2b548d8d519'],
    ...['-machine', 'q35,vmport=off,smbus=off,sata=off,usb=off'],
    ...['-accel', 'tcg,thread=multi,tb-size=128'],
    ...['-cpu', 'max'],
    ...['-m', 'size=2048M'],
    ...['-smp', '2,cores=1,threads=1,sockets=2,maxcpus=2'],
    ...['-no-user-config', '-nodefaults', '-display', 'none', '-vga', 'none', '-no-reboot'],
    ...['-action', 'panic=exit-failure'],
    ...['-rtc', 'base=utc'],
    ...['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
    ...['-kernel', '/guest,1/vmlinux', '-initrd', '/guest,1/initrd', '-append', 'console=ttyS0,115200 quiet'],
    ...['-chardev', 'socket,id=monitor,fd=4'],
    ...['-chardev', 'socket,id=later,path=/run/a,,b/qmp.sock,server=on,wait=off'],
    ...['-mon', 'chardev=monitor,mode=control', '-mon', 'chardev=later,mode=control'],
    ...['-serial', 'chardev:console'],
    ...['-object', 'rng-random,id=entropy,filename=/dev/urandom'],
    ...['-fsdev', 'local,id=shared,path=/run/a,,b/shared,security_model=passthrough,multidevs=remap'],
    ...['-device', 'virtio-rng-pci,id=rng,rng=entropy'],
    ...['-device', 'virtio-net-pci,netdev=n0', '-S'],
  ]);
});

test('renders what differs under kvm', () => {
  const args = renderCommandLine({
    ...line,
    accelerator: { kind: 'kvm' },
    cpu: { model: 'host', features: ['pmu=off', '+x2apic'] },
    machine: { type: 'pc', options: 'smm=off,kernel_irqchip=split' },
    clock: { driftFix: true },
  });
  const after = (option: string): string | undefined => args[args.indexOf(option) + 1];
  expect(after('-machine')).toBe('pc,vmport=off,smbus=off,usb=off,smm=off,kernel_irqchip=split');
  expect(after('-accel')).toBe('kvm');
  expect(after('-cpu')).toBe('host,pmu=off,+x2apic');
  expect(after('-rtc')).toBe('base=utc,driftfix=slew');
});

test.each<[Device, string, string]>([
  [
    { kind: 'virtio-serial', id: 's', maxPorts: 2 },
    'virtio-serial-pci,id=s,max_ports=2',
    'virtio-serial-device,id=s,max_ports=2',
  ],
  [
    { kind: 'virtio-9p', id: 'f', fsdev: 'd', mountTag: 't' },
    'virtio-9p-pci,id=f,fsdev=d,mount_tag=t',
    'virtio-9p-device,id=f,fsdev=d,mount_tag=t',
  ],
  [{ kind: 'virtio-rng', id: 'r', rng: 'e' }, 'virtio-rng-pci,id=r,rng=e', 'virtio-rng-device,id=r,rng=e'],
  [
    { kind: 'vhost-vsock', guestCid: 5, vhostFd: 9 },
    'vhost-vsock-pci,vhostfd=9,id=vsock-5,guest-cid=5',
    'vhost-vsock-device,vhostfd=9,id=vsock-5,guest-cid=5',
  ],
  [
    { kind: 'virtserialport', id: 'p', chardev: 'c', name: 'agent.channel.0', port: 1 },
    'virtserialport,id=p,chardev=c,name=agent.channel.0,nr=1',
    'virtserialport,id=p,chardev=c,name=agent.channel.0,nr=1',
  ],
])('renders %o', (device, onPci, onMmio) => {
  expect(renderDevice(device, 'pci')).toEqual(['-device', onPci]);
  expect(renderDevice(device, 'mmio')).toEqual(['-device', onMmio]);
});
