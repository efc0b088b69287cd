// SPDX-License-Identifier: Apache-2.0

import type { Agent, GuestSandbox } from '@virtcontainers/core';

/** An agent under test with its guest, and what its containers can run. */
export interface AgentFixture extends AsyncDisposable {
  readonly agent: Agent;
  /** The sandbox to set up. */
  readonly sandbox: GuestSandbox;
  /** Makes a root file system known to the guest, and resolves with its name in the share. */
  rootfs(containerId: string): Promise<string>;
  /** Cuts the way to the agent, without asking it. */
  cut(): Promise<void>;
  /** Commands that every container can run. */
  readonly commands: {
    /** Exits with a code. */
    exit(code: number): readonly string[];
    /** Copies standard input to standard output. */
    readonly cat: readonly string[];
    /** Waits for a signal. */
    readonly wait: readonly string[];
    /** Is not there. */
    readonly missing: readonly string[];
  };
}
