// SPDX-License-Identifier: Apache-2.0

import { stat } from 'node:fs/promises';
import { VirtcontainersError } from '@virtcontainers/core';

/** A host directory or file in a share. */
export interface FakeBind {
  readonly source: string;
  readonly readOnly: boolean;
}

/** The names of a share and what is bound there. Sources are looked up on the real host. */
export class BindTable {
  readonly #binds = new Map<string, FakeBind>();

  /** What is bound at each name. */
  get entries(): ReadonlyMap<string, FakeBind> {
    return this.#binds;
  }

  async add(name: string, bind: FakeBind): Promise<void> {
    requireName(name);
    await requireSource(bind.source);
    if (this.#binds.has(name)) {
      throw new VirtcontainersError('ALREADY_EXISTS', `${name} is taken`, { details: { name } });
    }
    this.#binds.set(name, bind);
  }

  remove(name: string): void {
    if (this.#binds.delete(name)) return;
    throw new VirtcontainersError('NOT_FOUND', `nothing is bound at ${name}`, { details: { name } });
  }

  clear(): void {
    this.#binds.clear();
  }
}

function requireName(name: string): void {
  const isPlain = name.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'));
  if (!isPlain) throw new VirtcontainersError('INVALID_ARGUMENT', `${JSON.stringify(name)} is no name in a share`);
}

async function requireSource(source: string): Promise<void> {
  const found = await stat(source).catch((cause: unknown) => {
    throw new VirtcontainersError('NOT_FOUND', `there is no ${source}`, { cause, details: { source } });
  });
  if (found.isDirectory() || found.isFile()) return;
  throw new VirtcontainersError('INVALID_ARGUMENT', `${source} is neither a directory nor a file`);
}
