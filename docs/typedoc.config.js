// SPDX-License-Identifier: Apache-2.0
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const packagesUrl = new URL('../packages/', import.meta.url);

/** The packages that users can install: all that are not private. */
const publicPackages = readdirSync(packagesUrl)
  .filter((name) => JSON.parse(readFileSync(new URL(`${name}/package.json`, packagesUrl), 'utf8')).private !== true)
  .map((name) => fileURLToPath(new URL(name, packagesUrl)));

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'virtcontainers',
  entryPointStrategy: 'packages',
  entryPoints: publicPackages,
  packageOptions: {
    entryPoints: ['src/index.ts'],
    tsconfig: 'tsconfig.build.json',
    excludeInternal: true,
    // The reference must not depend on which copy of the repository it is made from.
    disableSources: true,
    disableGit: true,
    validation: { notDocumented: true },
    requiredToBeDocumented: ['Enum', 'Variable', 'Function', 'Class', 'Interface', 'TypeAlias', 'Method'],
  },
  out: 'api',
  readme: '../README.md',
  githubPages: false,
  validation: {
    notExported: true,
    invalidLink: true,
    notDocumented: true,
    rewrittenLink: true,
    unusedMergeModuleWith: true,
  },
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
};
