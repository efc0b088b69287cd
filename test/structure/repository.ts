// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The absolute path of the repository's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The paths, relative to the root, of all files that are in the repository or would be added to it. */
export function projectFiles(): readonly string[] {
  const output = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 16 * 1024 * 1024,
    },
  );
  const deleted = new Set(
    execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: root, encoding: 'utf8' }).split('\0'),
  );
  return output.split('\0').filter((path) => path !== '' && !deleted.has(path));
}

/** The text of a file of the repository. */
export function readProjectFile(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Whether a program wrote the file, so that no rule of style is for it. */
export function isGenerated(path: string): boolean {
  return path === 'pnpm-lock.yaml' || /(^|\/)gen\//.test(path);
}
