// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { interpreterOf, neededLibraries } from './dynamic-linking.js';
import { readElf } from './elf.js';

/** Where Debian's packages have their libraries, in the order in which ld.so searches. */
const libraryDirs = ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu', 'lib64', 'lib', 'usr/lib'];

/** A program with everything that it is linked with. */
export interface LinkedProgram {
  readonly content: Buffer;
  /** Path of its `ld.so`, which is fixed in the program. */
  readonly interpreter: string;
  readonly interpreterContent: Buffer;
  /** Libraries by the name that they are needed as. */
  readonly libraries: ReadonlyMap<string, Buffer>;
}

/**
 * Collects what a dynamically linked program needs to start.
 *
 * @param tree - the directory that the packages were unpacked into
 * @param program - the program's path in it
 * @throws Error when a library is in none of the packages
 */
export async function collectProgram(tree: string, program: string): Promise<LinkedProgram> {
  const content = await readFile(join(tree, program));
  const interpreter = interpreterOf(readElf(content, program));
  if (interpreter === undefined) throw new Error(`${program} is not linked dynamically`);
  const libraries = new Map<string, Buffer>();
  await collect(tree, program, content, libraries);
  const interpreterName = interpreter.slice(interpreter.lastIndexOf('/') + 1);
  libraries.delete(interpreterName);
  return { content, interpreter, interpreterContent: await findLibrary(tree, interpreterName, program), libraries };
}

async function collect(tree: string, name: string, content: Buffer, libraries: Map<string, Buffer>): Promise<void> {
  for (const needed of neededLibraries(readElf(content, name))) {
    if (libraries.has(needed)) continue;
    const library = await findLibrary(tree, needed, name);
    libraries.set(needed, library);
    await collect(tree, needed, library, libraries);
  }
}

async function findLibrary(tree: string, name: string, neededBy: string): Promise<Buffer> {
  for (const dir of libraryDirs) {
    try {
      return await readFile(join(tree, dir, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error(`${name}, needed by ${neededBy}, is in none of the guest's packages`);
}
