// SPDX-License-Identifier: Apache-2.0

import { type SandboxConfigInput, silentLogger, VirtcontainersError, withDeadline } from '@virtcontainers/core';

import { defaultBackends } from '../default-backends.js';
import type { CreateOptions } from '../call-options.js';
import { LiveContainer } from '../container/live-container.js';
import { Timeline } from '../machine/timeline.js';
import { LiveSandbox } from '../sandbox/live-sandbox.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { runDirectory } from '../store/run-directory.js';
import { sandboxStore } from '../store/sandbox-stores.js';
import { bringUp } from './bring-up.js';
import { validateSandbox } from './validate.js';

/**
 * Creates a sandbox: boots its virtual machine and creates its containers in it,
 * without starting them. On failure, an abort or a timeout nothing is left; the
 * error names the phase and, once there was a machine, carries its report.
 *
 * The sandbox ends with this process, however that ends (`lifetime: 'process'`).
 * Dispose of it, or delete it, to end it earlier.
 *
 * @param config - what to make; unknown fields are refused
 * @returns the sandbox, `ready`
 * @throws VirtcontainersError INVALID_ARGUMENT, NOT_FOUND, UNSUPPORTED, PERMISSION_DENIED: the configuration asks for
 * what is wrong, not there, not built or not allowed, with `details.path`; ALREADY_EXISTS: the id is taken; UNAVAILABLE: the virtual
 * machine ended while it booted; TIMEOUT: `timeoutMs` passed, or where none is given the guest did not answer in 60 s (240 s where it is emulated); PROTOCOL:
 * the guest broke the agent protocol; CANCELLED
 */
export async function createSandbox(config: SandboxConfigInput, options: CreateOptions = {}): Promise<Sandbox> {
  return createLiveSandbox(config, options);
}

/** {@link createSandbox}, for operations that go on from there. */
export function createLiveSandbox(config: SandboxConfigInput, options: CreateOptions): Promise<LiveSandbox> {
  return withDeadline({ what: 'the sandbox to be created' }, options, async (signal) => {
    const timeline = new Timeline();
    refuseDetached(options);
    const parsed = await timeline.measure('validate', () => validateSandbox(config));
    const { directory, records } = sandboxStore(options.store);
    const { backends = defaultBackends, logger = silentLogger } = options;
    const runDir = runDirectory(directory, parsed.id);
    const sandbox = new LiveSandbox({ config: parsed, runDir, records, backends, logger });
    for (const container of parsed.containers) {
      sandbox.containers.set(container.id, new LiveContainer(sandbox, container));
    }
    await using entry = await records.create(sandbox.id, sandbox, { signal });
    try {
      await bringUp(sandbox, timeline, { signal, timeoutMs: options.timeoutMs });
    } catch (error) {
      await entry.remove();
      throw error;
    }
    return sandbox;
  });
}

function refuseDetached({ lifetime = 'process' }: CreateOptions): void {
  if (lifetime === 'process') return;
  throw new VirtcontainersError('UNSUPPORTED', `lifetime ${lifetime} is not supported yet`, {
    phase: 'validate',
    details: { path: 'lifetime', remedy: "give 'process', or leave the option out" },
  });
}
