// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { elfFile } from './elf-file.fixture.js';
import { segmentType } from './elf.js';
import { collectProgram } from './shared-libraries.js';

let tree: string;

beforeEach(async () => {
  tree = await mkdtemp(join(tmpdir(), 'virtcontainers-tree-'));
});

afterEach(async () => {
  await rm(tree, { recursive: true, force: true });
});

const stringsAddress = 0x10_0000n;

/** A program or library that needs others: its names, and the dynamic section that points to them. */
function linked(needed: readonly string[], interpreter?: string): Buffer {
  const strings = Buffer.from(`\0${needed.map((name) => `${name}\0`).join('')}`);
  const entries = [
    [5n, stringsAddress] as const,
    ...needed.map((name) => [1n, BigInt(strings.indexOf(`${name}\0`))] as const),
  ];
  const dynamic = Buffer.alloc((entries.length + 1) * 16);
  entries.forEach(([tag, value], index) => {
    dynamic.writeBigUInt64LE(tag, index * 16);
    dynamic.writeBigUInt64LE(value, index * 16 + 8);
  });
  const named =
    interpreter === undefined ? [] : [{ type: segmentType.interpreter, content: Buffer.from(`${interpreter}\0`) }];
  return elfFile([
    { type: segmentType.load, address: stringsAddress, content: strings },
    { type: segmentType.dynamic, content: dynamic },
    ...named,
  ]);
}

async function put(path: string, content: Buffer): Promise<void> {
  await mkdir(dirname(join(tree, path)), { recursive: true });
  await writeFile(join(tree, path), content);
}

test('libraries of libraries are found, each once, and the interpreter apart', async () => {
  await put('usr/bin/tool', linked(['liba.so.1', 'libc.so.6'], '/lib64/ld.so'));
  await put('lib/x86_64-linux-gnu/liba.so.1', linked(['libb.so.1', 'libc.so.6', 'ld.so']));
  await put('usr/lib/x86_64-linux-gnu/libb.so.1', linked(['libc.so.6']));
  await put('lib/x86_64-linux-gnu/libc.so.6', linked(['ld.so']));
  await put('lib64/ld.so', linked([]));
  const program = await collectProgram(tree, 'usr/bin/tool');
  expect([...program.libraries.keys()]).toEqual(['liba.so.1', 'libb.so.1', 'libc.so.6']);
  expect(program.interpreter).toBe('/lib64/ld.so');
  expect(program.interpreterContent).toEqual(linked([]));
});

test('a library that no package has is named, with who needs it', async () => {
  await put('usr/bin/tool', linked(['liba.so.1'], '/lib64/ld.so'));
  await put('lib/liba.so.1', linked(['libgone.so.2']));
  await expect(collectProgram(tree, 'usr/bin/tool')).rejects.toThrow('libgone.so.2, needed by liba.so.1,');
});

test('a static program is refused', async () => {
  await put('usr/bin/tool', linked([]));
  await expect(collectProgram(tree, 'usr/bin/tool')).rejects.toThrow('not linked dynamically');
});
