// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

import { VirtcontainersError } from '@virtcontainers/core';

import type { PackedFile } from './guest-manifest.js';
import { shippedGuestDamaged } from './shipped-guest.js';

/**
 * Unpacks one file of a shipped guest, and checks that it is what the manifest promises.
 *
 * @param shippedDir - the directory of the packed file
 * @param packed - the file's entry in the manifest
 * @param target - path of the unpacked file, which must not exist; on failure the caller removes what was written
 * @param signal - ends the work with the signal's reason
 * @throws VirtcontainersError NOT_FOUND when the packed file is missing, PROTOCOL when it is damaged
 */
export async function unpackFile(
  shippedDir: string,
  packed: PackedFile,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const source = join(shippedDir, packed.file);
  const content = new CheckedContent(source, packed);
  try {
    await pipeline(
      createReadStream(source),
      createBrotliDecompress(),
      (chunks: AsyncIterable<Buffer>) => content.pass(chunks),
      createWriteStream(target, { flags: 'wx', mode: 0o444, flush: true }),
      { signal },
    );
  } catch (cause) {
    signal.throwIfAborted();
    throw unpackError(source, cause);
  }
  content.check();
}

/** Content on its way through, counted and hashed. It stops at the promised size: a damaged file must not fill the disk. */
class CheckedContent {
  readonly #hash = createHash('sha256');
  readonly #source: string;
  readonly #packed: PackedFile;
  #sizeBytes = 0;

  constructor(source: string, packed: PackedFile) {
    this.#source = source;
    this.#packed = packed;
  }

  async *pass(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#sizeBytes += chunk.length;
      if (this.#sizeBytes > this.#packed.sizeBytes) throw shippedGuestDamaged(this.#source, 'too long');
      this.#hash.update(chunk);
      yield chunk;
    }
  }

  check(): void {
    if (this.#hash.digest('hex') !== this.#packed.sha256) throw shippedGuestDamaged(this.#source, 'wrong hash');
  }
}

function unpackError(source: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT') {
    return new VirtcontainersError('NOT_FOUND', `a file of the embedded guest is missing: ${source}`, {
      cause,
      details: { file: source, remedy: 'install the package again, or build the guest again' },
    });
  }
  const fromBrotli = code.startsWith('ERR__ERROR_FORMAT') || code.startsWith('ERR_BROTLI') || code === 'Z_BUF_ERROR';
  return fromBrotli ? shippedGuestDamaged(source, 'cannot be decompressed', cause) : cause;
}
