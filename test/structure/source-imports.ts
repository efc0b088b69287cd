// SPDX-License-Identifier: Apache-2.0
import { posix } from 'node:path';

import ts from 'typescript';

/** The module specifiers that a TypeScript or JavaScript source imports, statically or dynamically. */
export function importedSpecifiers(source: string): readonly string[] {
  return ts.preProcessFile(source, true, false).importedFiles.map(({ fileName }) => fileName);
}

/** The package that a bare specifier names: `@scope/name` or `name`; undefined for relative and built-in ones. */
export function packageOf(specifier: string): string | undefined {
  if (/^(\.|\/|node:|#)/.test(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Whether a specifier is one of a package's exports, one of which may hold a `*` for anything. */
export function isExported(subpath: string, exported: readonly string[]): boolean {
  return exported.some((entry) => {
    const [before = '', after] = entry.split('*');
    return after === undefined ? subpath === entry : subpath.startsWith(before) && subpath.endsWith(after);
  });
}

/** Whether a relative specifier in a file leads out of a directory; all paths relative to the root. */
export function leaves(directory: string, file: string, specifier: string): boolean {
  if (!specifier.startsWith('.')) return false;
  return !posix.join(posix.dirname(file), specifier).startsWith(`${directory}/`);
}
