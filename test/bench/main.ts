// SPDX-License-Identifier: Apache-2.0
import { benchBoot } from './boot/boot.js';
import { parseCommandLine } from './command-line.js';
import { benchExec } from './exec/exec.js';
import { benchMemory } from './memory/memory.js';
import { renderJson, renderTable } from './render-rows.js';
import type { Row } from './row.js';
import { benchRpc } from './rpc/rpc.js';

const benchmarks: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  boot: benchBoot,
  rpc: benchRpc,
  exec: benchExec,
  memory: benchMemory,
};

const { names, json } = parseCommandLine(process.argv.slice(2), Object.keys(benchmarks));
const rows: Row[] = [];
for (const name of names) {
  console.error(`measuring ${name}`);
  rows.push(...((await benchmarks[name]?.()) ?? []));
}
console.log(json ? renderJson(rows) : renderTable(rows));
