// SPDX-License-Identifier: Apache-2.0

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of its own for one test. Disposing removes it with all that is in it. */
export interface ScratchDir extends AsyncDisposable {
  readonly path: string;
}

/** Makes a {@link ScratchDir}. */
export async function scratchDir(): Promise<ScratchDir> {
  const path = await mkdtemp(join(tmpdir(), 'virtcontainers-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
