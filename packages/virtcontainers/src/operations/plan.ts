// SPDX-License-Identifier: Apache-2.0

import { type OciSpec, ociSpec } from '@virtcontainers/agent-kata';
import {
  type SandboxConfig,
  type SandboxConfigInput,
  type VirtualMachinePlan,
  withDeadline,
} from '@virtcontainers/core';
import type { CreateOptions } from '../call-options.js';
import { defaultBackends } from '../default-backends.js';
import { guestFiles } from '../machine/guest-files.js';
import { hostnameOf } from '../machine/guest-sandbox.js';
import { machineSpec } from '../machine/machine-spec.js';
import { sharedNames } from '../machine/shared-files.js';
import { runDirectory, storeDirectory } from '../store/run-directory.js';
import { validateSandbox } from './validate.js';

/** What creating a sandbox would do. */
export interface SandboxPlan {
  /** The configuration with all defaults filled in, among them generated ids. */
  readonly config: SandboxConfig;
  /** Directory that the sandbox would have while its machine runs. */
  readonly runDir: string;
  /** The hypervisor's command line, and what was chosen for this host. */
  readonly machine: VirtualMachinePlan;
  /** The containers, in order, each with the OCI specification that the guest would get. */
  readonly containers: readonly { readonly id: string; readonly spec: OciSpec }[];
}

/**
 * Says what {@link createSandbox} would do, without doing it: nothing is made,
 * started or changed, but for the embedded guest, which is unpacked into its
 * cache when that was not done before.
 *
 * @throws VirtcontainersError as createSandbox does for a configuration that cannot be
 */
export function plan(config: SandboxConfigInput, options: CreateOptions = {}): Promise<SandboxPlan> {
  return withDeadline({ what: 'the plan' }, options, async (signal) => {
    const { backends = defaultBackends } = options;
    const parsed = await validateSandbox(config);
    const runDir = runDirectory(storeDirectory(options.store), parsed.id);
    const guest = await guestFiles(parsed.hypervisorConfig, backends, { signal });
    const machine = await backends.hypervisor(parsed).plan(machineSpec(parsed, guest, runDir));
    return { config: parsed, runDir, machine, containers: containerSpecs(parsed) };
  });
}

function containerSpecs(config: SandboxConfig): SandboxPlan['containers'] {
  const hostname = hostnameOf(config);
  return config.containers.map((container) => {
    const guestContainer = { id: container.id, sandboxId: config.id, config: container, ...sharedNames(container) };
    return { id: container.id, spec: ociSpec(guestContainer, { hostname }) };
  });
}
