// SPDX-License-Identifier: Apache-2.0

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HypervisorConfigInput, VirtcontainersError, type VsockHost } from '@virtcontainers/core';
import { FakeProcessGuard, type FakeGuardedProcess, RecordingLogger } from '@virtcontainers/testkit';
import { expect, test } from 'vitest';
import { type Host, thisHost } from './host.js';
import { QemuHypervisor } from './qemu-hypervisor.js';
import { MachineFixture } from './testing/machine-fixture.js';
import { greeting } from './testing/scripted-monitor.js';
import { SpawnGuard } from './testing/spawn-guard.js';
import { printing } from './testing/tiny-kernel.js';

const kernel = printing('hello\n');

function hypervisorOn(host: Partial<Host>): { readonly hypervisor: QemuHypervisor; readonly guard: SpawnGuard } {
  const guard = new SpawnGuard();
  return { guard, hypervisor: new QemuHypervisor({ guard, host: { ...thisHost, ...host } }) };
}

test('a plan shows what would be run and starts nothing', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const { hypervisor, guard } = hypervisorOn({});
  const plan = await hypervisor.plan(fixture.spec());
  expect(plan).toMatchObject({ accelerator: 'tcg', transport: 'virtio-serial' });
  expect(plan.command[0]).toMatch(/\/qemu-system-x86_64$/u);
  expect(plan.command[plan.command.indexOf('-append') + 1]).toBe(plan.kernelCommandLine);
  expect(guard.processes).toEqual([]);
  expect(await readdir(fixture.directory)).not.toContain('state');
});

test('a missing qemu is NOT_FOUND and names the package', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const { hypervisor } = hypervisorOn({ searchPath: () => [fixture.directory] });
  await expect(hypervisor.boot(fixture.spec())).rejects.toMatchObject({
    code: 'NOT_FOUND',
    details: {
      path: 'hypervisorConfig.hypervisorPath',
      remedy: expect.stringContaining('qemu-system-x86') as string,
    },
  });
  expect(await readdir(fixture.directory)).not.toContain('state');
});

test('a run directory that exists is ALREADY_EXISTS and left alone', async () => {
  await using fixture = await MachineFixture.make(kernel);
  await mkdir(fixture.runDir, { recursive: true });
  await writeFile(join(fixture.runDir, 'precious'), '');
  const { hypervisor, guard } = hypervisorOn({});
  await expect(hypervisor.boot(fixture.spec())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  expect(await readdir(fixture.runDir)).toEqual(['precious']);
  expect(guard.processes).toEqual([]);
});

test('a socket path of 108 bytes is refused before anything starts', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const { hypervisor, guard } = hypervisorOn({});
  const room = 108 - '/qmp.sock'.length - fixture.directory.length - 1;
  const spec = fixture.spec({}, { runDir: join(fixture.directory, 'x'.repeat(room)) });
  await expect(hypervisor.boot(spec)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    details: { path: 'stateDir', remedy: 'choose a state directory that is 1 bytes shorter' },
  });
  expect(guard.processes).toEqual([]);
});

test('memory beyond the host is refused', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const { hypervisor } = hypervisorOn({ memoryMib: () => 1000 });
  await expect(hypervisor.plan(fixture.spec({}, { memoryMib: 1001 }))).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    details: { path: 'vmConfig.memory', remedy: 'give at most 1000 MiB' },
  });
  await expect(hypervisor.plan(fixture.spec({ memorySize: 1001 }, { memoryMib: 1001 }))).rejects.toMatchObject({
    details: { path: 'hypervisorConfig.memorySize' },
  });
});

test('vsock without a vsock host is UNSUPPORTED', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const { hypervisor } = hypervisorOn({});
  await expect(hypervisor.plan(fixture.spec({}, { transport: 'vsock' }))).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    details: { path: 'agentConfig.transport' },
  });
});

test('the accelerator is said once', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const { hypervisor } = hypervisorOn({ opensKvm: () => Promise.resolve(false) });
  const logger = new RecordingLogger();
  const spec = fixture.spec({ accelerator: 'auto' });
  await (await hypervisor.boot(spec, { logger })).stop();
  await (await hypervisor.boot(spec, { logger })).stop();
  expect(logger.lines.filter(({ facts }) => 'accelerator' in facts)).toMatchObject([
    { level: 'info', facts: { accelerator: 'tcg', reason: '/dev/kvm does not open' } },
  ]);
});

test('a call that is cancelled before it starts makes nothing', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const { hypervisor, guard } = hypervisorOn({});
  const booting = hypervisor.boot(fixture.spec(), { signal: AbortSignal.abort() });
  await expect(booting).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(guard.processes).toEqual([]);
  expect(await readdir(fixture.directory)).not.toContain('state');
});

/** A QEMU that plays its part as far as a test lets it. Any executable will do: the fake guard runs none. */
function fakeQemu(program: (process: FakeGuardedProcess) => void): {
  readonly hypervisor: QemuHypervisor;
  readonly guard: FakeProcessGuard;
  readonly config: HypervisorConfigInput;
} {
  const guard = new FakeProcessGuard({ [process.execPath]: program });
  return { guard, hypervisor: new QemuHypervisor({ guard }), config: { hypervisorPath: process.execPath } };
}

/** Greets on the monitor, answers every command, and says what else is to be said. */
function answering(process: FakeGuardedProcess, ...messages: readonly object[]): void {
  const monitor = process.peer('monitor');
  const say = (message: object): boolean => monitor.write(`${JSON.stringify(message)}\n`);
  say(greeting);
  monitor.on('data', (line: Buffer) => {
    const { id } = JSON.parse(line.toString()) as { id: number };
    messages.forEach(say);
    say({ return: {}, id });
  });
}

test('an abort while qemu is being started leaves nothing', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const { hypervisor, guard, config } = fakeQemu(() => undefined);
  const abort = new AbortController();
  const launch = guard.faults.hold('launch');
  const booting = hypervisor.boot(fixture.spec(config), { signal: abort.signal });
  await launch.reached;
  abort.abort();
  await expect(booting).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(await readdir(join(fixture.directory, 'state'))).toEqual([]);
});

test('an abort while the monitor is silent kills qemu and leaves nothing', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const abort = new AbortController();
  const { hypervisor, guard, config } = fakeQemu((qemu) => {
    qemu.peer('console').write('so far\n');
    abort.abort();
  });
  const booting = hypervisor.boot(fixture.spec(config), { signal: abort.signal });
  await expect(booting).rejects.toMatchObject({
    code: 'CANCELLED',
    phase: 'launch',
    report: { exit: { signal: 'SIGKILL' }, consoleTail: 'so far\n' },
  });
  expect(guard.processes).toHaveLength(1);
  expect(await readdir(join(fixture.directory, 'state'))).toEqual([]);
});

test('a monitor that stays silent is TIMEOUT, with a report', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const { hypervisor, config } = fakeQemu(() => undefined);
  await expect(hypervisor.boot(fixture.spec(config), { timeoutMs: 200 })).rejects.toMatchObject({
    code: 'TIMEOUT',
    phase: 'launch',
    report: { exit: { signal: 'SIGKILL' } },
  });
  expect(await readdir(join(fixture.directory, 'state'))).toEqual([]);
});

test('a monitor that talks nonsense is PROTOCOL, and qemu is killed', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const { hypervisor, config } = fakeQemu((qemu) => qemu.peer('monitor').write('220 smtp ready\r\n'));
  await expect(hypervisor.boot(fixture.spec(config))).rejects.toMatchObject({
    code: 'PROTOCOL',
    report: { exit: { signal: 'SIGKILL' } },
  });
});

test('a guard that fails leaves no run directory', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const { hypervisor, guard, config } = fakeQemu(() => undefined);
  guard.faults.fail('launch', new VirtcontainersError('PERMISSION_DENIED', 'no namespaces for you'));
  await expect(hypervisor.boot(fixture.spec(config))).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  expect(await readdir(join(fixture.directory, 'state'))).toEqual([]);
});

test('the panic device is believed', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const timestamp = { seconds: 1, microseconds: 1 };
  const { hypervisor, config } = fakeQemu((qemu) => {
    answering(qemu, { event: 'GUEST_PANICKED', data: { action: 'poweroff' }, timestamp });
  });
  await using machine = await hypervisor.boot(fixture.spec(config));
  expect(machine.report().panicked).toBe(true);
});

test('host directories are offered by the guard', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const { hypervisor, guard, config } = fakeQemu((qemu) => {
    answering(qemu);
  });
  await using machine = await hypervisor.boot(fixture.spec(config));
  const share = machine.share!;
  expect(share).toMatchObject({ tag: 'kataShared', driver: '9p' });
  await share.attach(fixture.directory, 'c1/rootfs', { readOnly: true });
  expect([...guard.processes[0]!.binds]).toEqual([['c1/rootfs', { source: fixture.directory, readOnly: true }]]);
  await share.detach('c1/rootfs');
  expect([...guard.processes[0]!.binds]).toEqual([]);
});

test('a machine on vsock gets its context id and the descriptor after the streams', async () => {
  await using fixture = await MachineFixture.make(kernel);
  const guard = new FakeProcessGuard({
    [process.execPath]: (qemu) => {
      answering(qemu);
    },
  });
  let given = 0;
  let returned = 0;
  const vsock: VsockHost = {
    available: () => Promise.resolve(true),
    reserve: () => {
      given += 1;
      return Promise.resolve({ cid: 77, vhostFd: 21, [Symbol.dispose]: () => void (returned += 1) });
    },
    connect: () => Promise.reject(new VirtcontainersError('UNAVAILABLE', 'refused')),
  };
  const hypervisor = new QemuHypervisor({ guard, vsock });
  const machine = await hypervisor.boot(fixture.spec({ hypervisorPath: process.execPath }));
  const [command] = guard.processes.map((started) => started.command);
  expect(command).toMatchObject({ streams: ['monitor', 'console'], passedFds: [21] });
  expect(command?.args).toContain('vhost-vsock-pci,vhostfd=6,id=vsock-77,guest-cid=77');
  expect(machine.transport).toMatchObject({ kind: 'vsock', multipleConnections: true });
  const dialing = machine.transport.dial();
  const refused = expect(dialing).rejects.toMatchObject({ code: 'UNAVAILABLE', message: 'the machine is gone' });
  await machine.stop();
  await refused;
  expect([given, returned]).toEqual([1, 1]);
});
