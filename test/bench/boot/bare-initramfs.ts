// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// This module runs from dist/bench/boot.
const source = fileURLToPath(new URL('../../../bench/boot/init.cc', import.meta.url));

/**
 * Builds an initramfs with one file, a static program of three lines that writes a byte to the console.
 *
 * @param directory - an empty directory, the caller's, to build it in
 * @returns the archive's path
 */
export function buildBareInitramfs(directory: string): string {
  execFileSync('g++', ['-static', '-Os', '-o', join(directory, 'init'), source]);
  const archive = join(directory, 'bare.cpio');
  const cpio = execFileSync('cpio', ['--create', '--format=newc', '--quiet'], { cwd: directory, input: 'init\n' });
  writeFileSync(archive, cpio);
  return archive;
}
