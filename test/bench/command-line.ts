// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';

/** What the caller of the benchmarks asked for. */
export interface Request {
  readonly names: readonly string[];
  readonly json: boolean;
}

/**
 * Reads `[--json] NAME...`; no name means all.
 *
 * @throws Error naming what is unknown
 */
export function parseCommandLine(args: readonly string[], known: readonly string[]): Request {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`no benchmark is named ${unknown}; there are ${known.join(', ')}`);
  return { names: positionals.length === 0 ? known : positionals, json: values.json };
}
