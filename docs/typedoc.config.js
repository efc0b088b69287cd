// SPDX-License-Identifier: Apache-2.0
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { OptionDefaults } from 'typedoc';

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
    // What the protobuf compiler writes is documented by the .proto files, and marked with a tag of its own.
    externalPattern: ['**/node_modules/**', '**/gen/**'],
    excludeExternals: true,
    blockTags: [...OptionDefaults.blockTags, '@generated'],
    excludeTags: [...OptionDefaults.excludeTags, '@generated'],
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
