// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';

import { plan, type SandboxConfigInput } from 'virtcontainers';
import { expect, it, vi } from 'vitest';

import { useSandbox } from '../../e2e/shared-sandbox.js';
import type { TestHost } from '../../e2e/test-host.js';

/** A guest that is emulated by an emulated processor takes a minute to boot, and several on a host that is busy. */
const limitMs = 300_000;
vi.setConfig({ testTimeout: limitMs, hookTimeout: limitMs });

const overVsock = (host: TestHost): SandboxConfigInput => {
  const short = host.container('short', 'sh', '-c', 'echo to stdout; echo to stderr >&2; exit 3');
  return host.config({ agentConfig: { useVSock: true }, containers: [host.container('main'), short] });
};

const shared = useSandbox(overVsock);

it('is what is chosen where nothing else is asked for', async () => {
  const { host } = shared;
  for (const agentConfig of [{}, { transport: 'auto' }, { transport: 'vsock' }] as const) {
    expect((await plan(host.config({ agentConfig }), host.options)).machine.transport).toBe('vsock');
  }
});

it('gives the machine a vsock device and the agent no serial port', () => {
  const command = shared.sandbox.bootReport.command.join(' ');
  expect(command).toMatch(/vhost-vsock-pci,[^ ]*guest-cid=\d+/);
  expect(command).not.toContain('virtserialport');
});

it('brings the output of a command and its exit code', async () => {
  const short = shared.sandbox.getContainer('short')!;
  expect(await short.wait()).toEqual({ kind: 'exited', code: 3 });
  expect(String(Buffer.concat(await short.stdout.toArray()))).toBe('to stdout\n');
  expect(String(Buffer.concat(await short.stderr.toArray()))).toBe('to stderr\n');
});

it('carries a command that is executed in a container, with its input', async () => {
  const input = randomBytes(100_000);
  const { exit, stdoutBytes } = await shared.main.exec(['cat'], { input });
  expect(exit).toEqual({ kind: 'exited', code: 0 });
  expect(stdoutBytes.equals(input)).toBe(true);
});

it('leaves nothing when the sandbox stops', async () => {
  // The container does not handle SIGTERM, so that waiting for it is in vain.
  await shared.sandbox.stop({ graceMs: 1 });
  expect(shared.sandbox.state).toBe('stopped');
  await shared.host.expectNothingLeft();
});
