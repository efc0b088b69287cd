// SPDX-License-Identifier: Apache-2.0
import { lstat, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const stampFileName = 'verified.json';

/**
 * Notes how verified files look to stat(2). Whoever changes a file changes its
 * change time, so that a later process knows from three numbers what would cost
 * it a tenth of a second of hashing at each boot.
 *
 * @param dir - the directory of the files, where the note is written too
 * @param names - the files
 */
export async function writeStamp(dir: string, names: readonly string[]): Promise<void> {
  await writeFile(join(dir, stampFileName), await stampOf(dir, names), { flag: 'w' });
}

/**
 * Whether the files still look as {@link writeStamp} noted. A missing file or note is a no.
 *
 * @param dir - the directory of the files and the note
 * @param names - the files
 */
export async function stampMatches(dir: string, names: readonly string[]): Promise<boolean> {
  try {
    return (await readFile(join(dir, stampFileName), 'utf8')) === (await stampOf(dir, names));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function stampOf(dir: string, names: readonly string[]): Promise<string> {
  const looks = await Promise.all(names.map((name) => lookOf(join(dir, name))));
  return JSON.stringify(Object.fromEntries(names.map((name, index) => [name, looks[index]])));
}

async function lookOf(path: string): Promise<object> {
  const { ino, size, ctimeNs } = await lstat(path, { bigint: true });
  return { inode: String(ino), sizeBytes: String(size), changedNs: String(ctimeNs) };
}
