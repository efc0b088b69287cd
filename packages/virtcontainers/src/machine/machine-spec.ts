// SPDX-License-Identifier: Apache-2.0

import { type GuestFiles, type SandboxConfig, transportChoice, type VirtualMachineSpec } from '@virtcontainers/core';

/** What the virtual machine of a sandbox is made from. */
export function machineSpec(config: SandboxConfig, guest: GuestFiles, runDir: string): VirtualMachineSpec {
  const { hypervisorConfig, vmConfig } = config;
  return {
    sandboxId: config.id,
    config: hypervisorConfig,
    guest,
    vcpus: vmConfig.vcpus ?? hypervisorConfig.numVCPUs,
    memoryMib: vmConfig.memory ?? hypervisorConfig.memorySize,
    transport: transportChoice(config.agentConfig),
    runDir,
  };
}
