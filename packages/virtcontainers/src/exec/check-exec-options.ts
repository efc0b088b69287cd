// SPDX-License-Identifier: Apache-2.0

import { maxTimeoutMs, parseInput } from '@virtcontainers/core';
import { z } from 'zod';
import { checkTerminalSize } from '../process/terminal-size.js';
import type { ExecInput, ExecOptions } from './exec-options.js';

const inputSchema = z.custom<ExecInput>(
  (input) =>
    typeof input === 'string' ||
    input instanceof Uint8Array ||
    (typeof input === 'object' && input !== null && Symbol.asyncIterator in input),
  'is neither text nor bytes, nor an asynchronous iterable of them',
);

const execOptionsSchema = z.object({
  signal: z.custom<AbortSignal>((signal) => signal instanceof AbortSignal, 'is not an AbortSignal').optional(),
  timeoutMs: z.int().min(1).max(maxTimeoutMs).optional(),
  input: inputSchema.optional(),
  stdin: z.enum(['pipe', 'none']).optional(),
  terminal: z.union([z.boolean(), z.object({ rows: z.number(), columns: z.number() })]).optional(),
  env: z.record(z.string(), z.string()).optional(),
  workDir: z.string().optional(),
  user: z.string().optional(),
  maxOutputBytes: z.int().min(0).optional(),
  killGraceMs: z.int().min(0).max(maxTimeoutMs).optional(),
});

/**
 * Refuses options of exec before anything is started with them: an error that came later would
 * leave a command behind.
 *
 * @throws VirtcontainersError INVALID_ARGUMENT, with `details.path`
 */
export function checkExecOptions(options: ExecOptions): void {
  const { terminal } = parseInput(execOptionsSchema, options, 'options of exec');
  if (typeof terminal === 'object') checkTerminalSize(terminal.rows, terminal.columns);
}
