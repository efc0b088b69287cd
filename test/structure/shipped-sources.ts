// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';

import ts from 'typescript';

import { root } from './repository.js';

/**
 * The sources that a package's build compiles, and that its users therefore get: all but tests and what only they use.
 *
 * @param directory - the package's, relative to the root
 * @returns paths relative to the root; none for a package that compiles nothing
 */
export function shippedSources(directory: string): readonly string[] {
  const config = join(root, directory, 'tsconfig.build.json');
  if (!existsSync(config)) return [];
  const parsed = ts.getParsedCommandLineOfConfigFile(config, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
    },
  });
  return parsed?.fileNames.map((path) => relative(root, path)) ?? [];
}
