// SPDX-License-Identifier: Apache-2.0
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

import { refusal } from '@virtcontainers/testkit';
import { defaultBackends, listSandbox, runSandbox, type Backends } from 'virtcontainers';
import { expect, it } from 'vitest';

import { pidsOf } from '../../e2e/leftovers.js';
import { TestHost } from '../../e2e/test-host.js';

const agentConfig = { transport: 'vsock' } as const;

/** The usual backends, which call back when the agent is being dialed: the guest has hardly begun to boot then. */
function whileDialing(act: () => void): Backends {
  return {
    ...defaultBackends,
    connectAgent: (transport, config, options) => {
      const connecting = defaultBackends.connectAgent(transport, config, options);
      act();
      return connecting;
    },
  };
}

/** How many context ids this process holds: the kernel gives one back when its descriptor is closed. */
async function heldContextIds(): Promise<number> {
  const fds = await readdir('/proc/self/fd');
  const targets = await Promise.all(fds.map((fd) => readlink(join('/proc/self/fd', fd)).catch(() => '')));
  return targets.filter((target) => target === '/dev/vhost-vsock').length;
}

it('an abort while the agent is dialed leaves nothing', async () => {
  await using host = await TestHost.make();
  const controller = new AbortController();
  let heldWhileDialing: Promise<number> | undefined;
  const backends = whileDialing(() => {
    heldWhileDialing = heldContextIds();
    void heldWhileDialing.then(() => {
      controller.abort(new Error('enough'));
    });
  });
  const call = runSandbox(host.config({ agentConfig }), { ...host.options, backends, signal: controller.signal });
  const error = await refusal(call, 'CANCELLED');
  expect(error).toMatchObject({ phase: 'boot', report: { agent: 'unreached' } });
  expect(await heldWhileDialing).toBe(1);
  expect(await heldContextIds()).toBe(0);
  expect(await listSandbox(host.options)).toEqual([]);
});

it('a machine that dies while the agent is dialed ends the dialing', async () => {
  await using host = await TestHost.make();
  const backends = whileDialing(() => {
    void pidsOf('qemu-system-x86_64', host.store).then((pids) => {
      expect(pids).toHaveLength(1);
      process.kill(pids[0]!, 'SIGKILL');
    });
  });
  const error = await refusal(runSandbox(host.config({ agentConfig }), { ...host.options, backends }), 'UNAVAILABLE');
  expect(error).toMatchObject({ phase: 'boot', report: { exit: { signal: 'SIGKILL' }, agent: 'unreached' } });
  expect(await heldContextIds()).toBe(0);
  expect(await listSandbox(host.options)).toEqual([]);
});
