// SPDX-License-Identifier: Apache-2.0

import type { z } from 'zod';
import { VirtcontainersError } from '../error.js';
import { cmdSchema, type Cmd } from './cmd.js';
import { configIssues, wordIssue, type ConfigIssue } from './config-issue.js';
import { containerConfigSchema, type ContainerConfig } from './container-config.js';
import { hypervisorConfigSchema, type HypervisorConfig } from './hypervisor-config.js';
import { idSchema } from './id.js';
import { processListOptionsSchema, type ProcessListOptions } from './process-list-options.js';
import { sandboxConfigSchema, type SandboxConfig } from './sandbox-config.js';

/**
 * Checks a value that came from a caller against a schema.
 *
 * @param schema - what it must be
 * @param input - the value
 * @param what - what it is, for the message, for example `sandbox configuration`
 * @returns the value with its defaults filled in
 * @throws VirtcontainersError INVALID_ARGUMENT, in the phase `validate`: `details.path` and `details.remedy`
 * are of the first thing wrong, `details.issues` lists all as {@link ConfigIssue}s
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown, what: string): z.output<Schema> {
  const result = schema.safeParse(input, { error: wordIssue });
  if (result.success) return result.data;
  throw refusal(
    result.error.issues.flatMap((issue) => configIssues(issue)),
    what,
  );
}

function refusal(issues: readonly ConfigIssue[], what: string): VirtcontainersError {
  const [first] = issues;
  if (first === undefined) throw new VirtcontainersError('INTERNAL', `a refused ${what} has no issue`);
  const others = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  const subject = first.path === '' ? 'it' : first.path;
  return new VirtcontainersError('INVALID_ARGUMENT', `invalid ${what}: ${subject} ${first.problem}${others}`, {
    phase: 'validate',
    details: { path: first.path, remedy: first.remedy, issues },
  });
}

/** Checks a sandbox configuration and fills in its defaults. Errors as {@link parseInput}'s. */
export function parseSandboxConfig(input: unknown): SandboxConfig {
  return parseInput(sandboxConfigSchema, input, 'sandbox configuration');
}

/** Checks a container configuration and fills in its defaults. Errors as {@link parseInput}'s. */
export function parseContainerConfig(input: unknown): ContainerConfig {
  return parseInput(containerConfigSchema, input, 'container configuration');
}

/** Checks a hypervisor configuration and fills in its defaults. Errors as {@link parseInput}'s. */
export function parseHypervisorConfig(input: unknown): HypervisorConfig {
  return parseInput(hypervisorConfigSchema, input, 'hypervisor configuration');
}

/** Checks a command and fills in its defaults. Errors as {@link parseInput}'s. */
export function parseCmd(input: unknown): Cmd {
  return parseInput(cmdSchema, input, 'command');
}

/** Checks the options of a process list and fills in their defaults. Errors as {@link parseInput}'s. */
export function parseProcessListOptions(input: unknown): ProcessListOptions {
  return parseInput(processListOptionsSchema, input, 'process list options');
}

/** Checks the id of a sandbox or a container. Errors as {@link parseInput}'s. */
export function parseId(input: unknown): string {
  return parseInput(idSchema, input, 'id');
}
