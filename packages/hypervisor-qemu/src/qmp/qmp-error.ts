// SPDX-License-Identifier: Apache-2.0

import type { ErrorCode } from '@virtcontainers/core';
import { HypervisorError } from '../hypervisor-error.js';

/**
 * QEMU's error classes and the codes they become. Almost every failure is
 * `GenericError`, of which nothing more is known by contract.
 */
const codeOfClass: Readonly<Record<string, ErrorCode>> = {
  CommandNotFound: 'UNSUPPORTED',
  DeviceNotFound: 'NOT_FOUND',
  DeviceNotActive: 'INVALID_STATE',
  KVMMissingCap: 'UNSUPPORTED',
  GenericError: 'INTERNAL',
};

/** The error for a command that QEMU refused. */
export function qmpError(command: string, qmpClass: string, description: string): HypervisorError {
  const code = codeOfClass[qmpClass] ?? 'INTERNAL';
  return new HypervisorError(code, `qemu refused ${command}: ${description}`, {
    details: { qmpClass, qmpCommand: command },
  });
}
