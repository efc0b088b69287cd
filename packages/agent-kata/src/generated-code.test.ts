// SPDX-License-Identifier: Apache-2.0

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const packageDir = resolve(import.meta.dirname, '..');

async function readAll(dir: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const name of await readdir(dir)) texts.set(name, await readFile(join(dir, name), 'utf8'));
  return texts;
}

it('is what the .proto files give: else run the script "generate"', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'vc-generate-'));
  try {
    await promisify(execFile)('node', [join(packageDir, 'scripts/generate.mjs'), dir]);
    expect(await readAll(join(packageDir, 'src/gen'))).toEqual(await readAll(dir));
  } finally {
    await rm(dir, { recursive: true });
  }
});
