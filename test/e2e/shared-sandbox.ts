// SPDX-License-Identifier: Apache-2.0

import { runSandbox, type Container, type Sandbox, type SandboxConfigInput } from 'virtcontainers';
import { afterAll, beforeAll } from 'vitest';

import { TestHost } from './test-host.js';

/** A running sandbox that all tests of a file use; it is gone, with all its traces, when they are done. */
export interface SharedSandbox {
  readonly host: TestHost;
  readonly sandbox: Sandbox;
  /** Its container `main`. */
  readonly main: Container;
}

/**
 * Runs a sandbox before the tests of a file, and looks for leftovers after them.
 *
 * @param configure - what to run. Default: one container, which sleeps
 */
export function useSandbox(configure: (host: TestHost) => SandboxConfigInput = (host) => host.config()): SharedSandbox {
  let host: TestHost | undefined;
  let sandbox: Sandbox | undefined;
  beforeAll(async () => {
    host = await TestHost.make();
    sandbox = await runSandbox(configure(host), host.options);
  });
  afterAll(async () => {
    await sandbox?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
  });
  return {
    get host() {
      return there(host, 'host');
    },
    get sandbox() {
      return there(sandbox, 'sandbox');
    },
    get main() {
      return there(sandbox?.getContainer('main'), 'container');
    },
  };
}

function there<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`there is no ${what} before the tests begin`);
  return value;
}
