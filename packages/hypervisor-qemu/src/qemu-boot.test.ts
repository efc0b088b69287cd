// SPDX-License-Identifier: Apache-2.0

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { deferred, type Logger, silentLogger, type VirtualMachine } from '@virtcontainers/core';
import { expect, test, vi } from 'vitest';
import { QemuHypervisor } from './qemu-hypervisor.js';
import { MachineFixture } from './testing/machine-fixture.js';
import { SpawnGuard } from './testing/spawn-guard.js';
import { flooding, obeyingPowerButton, panicking, poweringOff, printing } from './testing/tiny-kernel.js';

/** Real QEMU, real guests of a few instructions; the guard is a plain spawn. */
vi.setConfig({ testTimeout: 60_000 });

async function exists(path: string): Promise<boolean> {
  return await access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

/** A logger that settles when the guest has written a line to its console. */
function consoleWatch(wanted: string): { readonly logger: Logger; readonly seen: Promise<void> } {
  const seen = deferred();
  const info = (facts: object | string): void => {
    if (typeof facts === 'object' && 'console' in facts && facts.console === wanted) seen.resolve();
  };
  return { logger: { ...silentLogger, info }, seen: seen.promise };
}

async function bootDebugging(
  fixture: MachineFixture,
  logger: Logger,
  config: Parameters<MachineFixture['spec']>[0] = {},
): Promise<VirtualMachine> {
  const hypervisor = new QemuHypervisor({ guard: new SpawnGuard() });
  return await hypervisor.boot(fixture.spec({ debug: true, ...config }), { logger });
}

test.each(['q35', 'pc', 'microvm'] as const)('a %s boots, prints on its console and is stopped', async (type) => {
  await using fixture = await MachineFixture.make(printing('hello\n'));
  const { logger, seen } = consoleWatch('hello');
  await using machine = await bootDebugging(fixture, logger, { hypervisorMachineType: type });
  await seen;
  expect(machine.report()).toMatchObject({ accelerator: 'tcg', panicked: false, stderrTail: '' });
  expect(machine.report().consoleTail).toContain('hello\n');
  expect(await exists(join(fixture.runDir, 'qmp.sock'))).toBe(true);
  expect(await machine.stop()).toEqual({ signal: 'SIGKILL' });
  expect(await machine.stop()).toEqual({ signal: 'SIGKILL' });
  expect(await exists(fixture.runDir)).toBe(false);
});

test('a guest that resets itself has panicked', async () => {
  await using fixture = await MachineFixture.make(panicking('Kernel panic\n'));
  const machine = await new QemuHypervisor({ guard: new SpawnGuard() }).boot(fixture.spec());
  expect(await machine.exit).toEqual({ code: 0 });
  expect(machine.report()).toMatchObject({ panicked: true, exit: { code: 0 } });
  expect(machine.report().consoleTail).toContain('Kernel panic\n');
});

test('a guest that switches itself off has not panicked, though its exit code is the same', async () => {
  await using fixture = await MachineFixture.make(poweringOff('bye\n'));
  const machine = await new QemuHypervisor({ guard: new SpawnGuard() }).boot(fixture.spec());
  expect(await machine.exit).toEqual({ code: 0 });
  expect(machine.report()).toMatchObject({ panicked: false, exit: { code: 0 } });
});

test('a grace period lets the guest switch itself off', async () => {
  await using fixture = await MachineFixture.make(obeyingPowerButton('ready\n'));
  const { logger, seen } = consoleWatch('ready');
  await using machine = await bootDebugging(fixture, logger);
  await seen;
  expect(await machine.stop({ graceMs: 60_000 })).toEqual({ code: 0 });
});

test('a guest that does not obey is killed after its grace period', async () => {
  await using fixture = await MachineFixture.make(printing('deaf\n'));
  await using machine = await new QemuHypervisor({ guard: new SpawnGuard() }).boot(fixture.spec());
  expect(await machine.stop({ graceMs: 50 })).toEqual({ signal: 'SIGKILL' });
});

test('an abort cuts a grace period short and kills the machine', async () => {
  await using fixture = await MachineFixture.make(printing('deaf\n'));
  await using machine = await new QemuHypervisor({ guard: new SpawnGuard() }).boot(fixture.spec());
  const abort = new AbortController();
  const stopping = machine.stop({ graceMs: 60_000, signal: abort.signal });
  abort.abort();
  await expect(stopping).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(await machine.exit).toEqual({ signal: 'SIGKILL' });
});

test('a flooding guest is bounded, and paused and resumed', async () => {
  await using fixture = await MachineFixture.make(flooding('start\n', `${'flood '.repeat(10)}\n`));
  const { logger, seen } = consoleWatch('flood '.repeat(10));
  await using machine = await bootDebugging(fixture, logger);
  await seen;
  await machine.cpus?.pause();
  await machine.cpus?.pause();
  expect(machine.report().consoleTail.length).toBeLessThanOrEqual(64 * 1024);
  await machine.cpus?.resume();
});

test('a paused machine is stopped without waiting for its grace period', async () => {
  await using fixture = await MachineFixture.make(obeyingPowerButton('ready\n'));
  await using machine = await new QemuHypervisor({ guard: new SpawnGuard() }).boot(fixture.spec());
  await machine.cpus?.pause();
  expect(await machine.stop({ graceMs: 60_000 })).toEqual({ signal: 'SIGKILL' });
  await expect(machine.cpus?.resume()).rejects.toMatchObject({ code: 'INVALID_STATE' });
});

test('qemu that ends at once is UNAVAILABLE with what it said, and nothing is left', async () => {
  await using fixture = await MachineFixture.make(printing('never\n'));
  const spec = fixture.spec({ hypervisorParams: [{ key: 'device', value: 'no-such-device' }] });
  const booting = new QemuHypervisor({ guard: new SpawnGuard() }).boot(spec);
  await expect(booting).rejects.toMatchObject({
    name: 'HypervisorError',
    code: 'UNAVAILABLE',
    phase: 'launch',
    retryable: false,
    report: {
      exit: { code: 1 },
      panicked: false,
      agent: 'unreached',
      stderrTail: expect.stringContaining("'no-such-device' is not a valid device model name") as string,
      command: expect.arrayContaining(['-device', 'no-such-device']) as string[],
    },
  });
  expect(await exists(fixture.runDir)).toBe(false);
});

test('a directory with commas in its name is passed through whole', async () => {
  await using outer = await MachineFixture.make(printing('hello\n'));
  const { logger, seen } = consoleWatch('hello');
  const spec = outer.spec({ debug: true }, { runDir: join(outer.directory, 'a,b,,path=c', 'box') });
  await using machine = await new QemuHypervisor({ guard: new SpawnGuard() }).boot(spec, { logger });
  await seen;
  expect(await exists(join(spec.runDir, 'qmp.sock'))).toBe(true);
  expect(machine.report().stderrTail).toBe('');
});

test('the agent stream is handed over once, and ends with the machine', async () => {
  await using fixture = await MachineFixture.make(printing('hello\n'));
  const machine = await new QemuHypervisor({ guard: new SpawnGuard() }).boot(fixture.spec());
  expect(machine.transport).toMatchObject({ kind: 'virtio-serial', multipleConnections: false });
  const stream = await machine.transport.dial();
  await expect(machine.transport.dial()).rejects.toMatchObject({ code: 'INVALID_STATE' });
  const over = deferred();
  stream.on('error', () => undefined);
  stream.once('close', () => {
    over.resolve();
  });
  stream.resume();
  await machine.stop();
  await over.promise;
});
