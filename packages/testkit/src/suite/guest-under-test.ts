// SPDX-License-Identifier: Apache-2.0

import { parseContainerConfig, type Agent, type CmdInput, type ProcessRef } from '@virtcontainers/core';
import { expect } from 'vitest';
import type { AgentFixture } from './agent-fixture.js';

/** What an agent under test is asked to do, with the setting up done. */
export class GuestUnderTest implements AsyncDisposable {
  readonly fixture: AgentFixture;
  readonly agent: Agent;

  constructor(fixture: AgentFixture) {
    this.fixture = fixture;
    this.agent = fixture.agent;
  }

  /** Creates a container, and resolves with the name of its init process. */
  async create(id: string, args: readonly string[], cmd: Partial<CmdInput> = {}): Promise<ProcessRef> {
    const config = parseContainerConfig({ id, rootFs: '/unused', cmd: { ...cmd, args } });
    const rootfsName = await this.fixture.rootfs(id);
    const { sandboxId } = this.fixture.sandbox;
    await this.agent.createContainer({ id, sandboxId, config, rootfsName, mountNames: new Map() });
    return { containerId: id, token: id };
  }

  /** Creates and starts a container. */
  async run(id: string, args: readonly string[], cmd: Partial<CmdInput> = {}): Promise<ProcessRef> {
    const init = await this.create(id, args, cmd);
    await this.agent.startContainer(id);
    return init;
  }

  /** Starts a further process. */
  async exec(containerId: string, token: string, args: readonly string[]): Promise<ProcessRef> {
    const process = { containerId, token };
    const { cmd } = parseContainerConfig({ rootFs: '/unused', cmd: { args } });
    await this.agent.execProcess(process, cmd);
    return process;
  }

  /** Reads a stream to its end. */
  async readAll(process: ProcessRef, stream: 'stdout' | 'stderr', maxBytes = 65_536): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for (;;) {
      const chunk = await this.agent.streams.read(process, stream, maxBytes);
      if (chunk.length === 0) return Buffer.concat(chunks);
      expect(chunk.length).toBeLessThanOrEqual(maxBytes);
      chunks.push(chunk);
    }
  }

  /** Writes everything, in as many calls as it takes. */
  async writeAll(process: ProcessRef, data: Uint8Array): Promise<void> {
    for (let rest = data; rest.length > 0;) {
      const taken = await this.agent.streams.write(process, rest);
      expect(taken).toBeGreaterThan(0);
      rest = rest.subarray(taken);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.agent[Symbol.asyncDispose]();
    await this.fixture[Symbol.asyncDispose]();
  }
}
