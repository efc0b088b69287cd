// SPDX-License-Identifier: Apache-2.0

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { loadAddon, readable, type FdHandle, type NativeAddon, type PolledHandle } from './addon.js';
import { findNativeFile } from './native-file.js';

/** The compiler sees to it that this names all that the wrappers may call, and the test that the addon has just that. */
const called: Record<keyof NativeAddon, true> = {
  closeFd: true,
  closePolled: true,
  connectVsock: true,
  fdKind: true,
  fdNumber: true,
  openConfined: true,
  openPidfd: true,
  readSocket: true,
  reserveGuestCid: true,
  shutdownSocket: true,
  socketError: true,
  watch: true,
  writeSocket: true,
};

const path = JSON.stringify(findNativeFile('virtcontainers.node'));

const openFds = async (): Promise<number> => (await readdir('/proc/self/fd')).length;

describe('the addon', () => {
  it('exports exactly what the wrappers call', () => {
    expect(Object.keys(loadAddon()).sort()).toEqual(Object.keys(called).sort());
  });

  it('takes no handle for one of another kind, nor any other value', () => {
    const addon = loadAddon();
    const fd = addon.openConfined('/', 'etc', false);
    const polled = addon.openPidfd(process.pid, () => undefined);
    for (const wrong of [polled, {}, undefined, 7]) {
      expect(() => addon.fdNumber(wrong as unknown as FdHandle)).toThrow(TypeError);
    }
    expect(() => {
      addon.watch(fd as unknown as PolledHandle, readable);
    }).toThrow(TypeError);
    addon.closeFd(fd);
    addon.closePolled(polled);
  });

  it('refuses to wait on what is closed', () => {
    const addon = loadAddon();
    const polled = addon.openPidfd(process.pid, () => undefined);
    addon.closePolled(polled);
    addon.closePolled(polled);
    expect(() => {
      addon.watch(polled, readable);
    }).toThrow('uv_poll_start');
  });

  it('makes what a callback throws an uncaught exception', () => {
    const script = `
      const addon = require(${path});
      const child = require('node:child_process').spawn('true');
      const handle = addon.openPidfd(child.pid, () => { addon.closePolled(handle); throw new Error('from the callback'); });
      addon.watch(handle, 1);
      process.on('uncaughtException', (error) => { console.log(error.message); });`;
    const { stdout, status } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    expect(stdout).toBe('from the callback\n');
    expect(status).toBe(0);
  });

  it('lets a process end that still waits, and one that has forgotten a handle', () => {
    const script = `
      const addon = require(${path});
      addon.watch(addon.openPidfd(process.ppid, () => {}), 1);
      addon.openConfined('/', 'etc', false);
      process.exit(0);`;
    expect(spawnSync(process.execPath, ['-e', script]).status).toBe(0);
  });

  it('is loaded in many workers, and gives everything back when they end or are terminated', async () => {
    const script = `
      const addon = require(${path});
      const { parentPort, workerData } = require('node:worker_threads');
      const handle = addon.openPidfd(process.pid, () => {});
      addon.openConfined('/', 'etc', false);
      if (workerData.waits) addon.watch(handle, 1);
      parentPort.postMessage('up');`;
    const round = async (waits: boolean): Promise<void> => {
      const worker = new Worker(script, { eval: true, workerData: { waits } });
      await once(worker, 'message');
      const exited = once(worker, 'exit');
      if (waits) await worker.terminate();
      await exited;
    };
    // The first round makes what Node.js keeps for all workers.
    await Promise.all([round(true), round(false)]);
    const before = await openFds();
    for (let i = 0; i < 2; ++i) await Promise.all([round(true), round(false), round(true)]);
    expect(await openFds()).toBe(before);
  }, 60_000);

  it('waits in the environment that asks only', async () => {
    const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    const script = `
      const addon = require(${path});
      const { parentPort, workerData } = require('node:worker_threads');
      const handle = addon.openPidfd(workerData, (...got) => { addon.closePolled(handle); parentPort.postMessage(got); });
      addon.watch(handle, 1);
      parentPort.postMessage('up');`;
    const worker = new Worker(script, { eval: true, workerData: child.pid });
    await once(worker, 'message');
    child.stdin.end();
    const [got] = (await once(worker, 'message')) as [unknown];
    expect(got).toEqual([0, readable]);
    await once(worker, 'exit');
  });
});
