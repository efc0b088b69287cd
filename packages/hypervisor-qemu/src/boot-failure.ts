// SPDX-License-Identifier: Apache-2.0

import { type BootReport, type HypervisorExit, VirtcontainersError } from '@virtcontainers/core';
import { HypervisorError } from './hypervisor-error.js';

/** Says in words how QEMU ended. */
export function describeExit({ code, signal }: HypervisorExit): string {
  return signal === undefined ? `exit code ${code ?? 'unknown'}` : `killed by ${signal}`;
}

/** The error for a machine that came as far as a process, with its report. A lost monitor means that QEMU ended. */
export function bootFailure(cause: unknown, report: Omit<BootReport, 'timeline' | 'agent'>): HypervisorError {
  const error = VirtcontainersError.from(cause);
  const died = error.code === 'UNAVAILABLE';
  const remedy = "read the report's stderrTail, where qemu says why";
  return new HypervisorError(error.code, died ? deathMessage(report.exit) : error.message, {
    cause,
    phase: 'launch',
    details: died ? { ...error.details, remedy } : error.details,
    report: { ...report, timeline: [], agent: 'unreached' },
    // The same arguments would end QEMU again.
    ...(died ? { retryable: false } : {}),
  });
}

function deathMessage(exit: HypervisorExit | undefined): string {
  const how = exit === undefined ? '' : ` (${describeExit(exit)})`;
  return `qemu ended before its monitor answered${how}`;
}
