// SPDX-License-Identifier: Apache-2.0
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const middlePackages = ['hypervisor-qemu', 'agent-kata', 'native-binding'];

/** What nobody may import: another package's sources, and a package's inside by a path that is not in its `exports`. */
const anotherPackagesInside = {
  regex: '^(@virtcontainers/[a-z-]+|virtcontainers)/(src|dist)(/|$)',
  message: "import what the package's exports offer, never its src or dist",
};

/** A path that leaves the package it stands in reaches another package's sources. */
const outOfThePackage = {
  regex: '^(\\.\\./)+(packages|core|hypervisor-qemu|agent-kata|native-binding|guest|virtcontainers|testkit)/',
  message: 'import another package by its name',
};

const forbid = (names, message) => ({ regex: `^(${names.join('|')})(/|$)`, message });

const ours = (names) => names.map((name) => `@virtcontainers/${name}`);

const restrict = (...patterns) => ['error', { patterns: [anotherPackagesInside, outOfThePackage, ...patterns] }];

/** Dependencies run downward only: core knows nobody, the three in the middle know core and never one another. */
export const forbiddenImports = {
  core: forbid(['@virtcontainers', 'virtcontainers'], 'core imports nothing of ours'),
  ...Object.fromEntries(
    middlePackages.map((name) => [
      name,
      forbid(
        [...ours([...middlePackages.filter((other) => other !== name), 'guest']), 'virtcontainers'],
        `${name} reaches its siblings through the interfaces of core only`,
      ),
    ]),
  ),
  guest: forbid([...ours(middlePackages), 'virtcontainers'], 'guest knows core only'),
};

/**
 * The lint rules of one package.
 *
 * @param {string} packageName - the folder's name, which selects what the package may import
 */
export function packageRules(packageName) {
  const forbidden = forbiddenImports[packageName];
  return defineConfig(
    globalIgnores(['dist/', 'build/', '.results/', '.cache/', '**/gen/']),
    js.configs.recommended,
    { linterOptions: { reportUnusedDisableDirectives: 'error' } },
    {
      files: ['**/*.ts'],
      extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
      languageOptions: { parserOptions: { projectService: true } },
      rules: {
        '@typescript-eslint/consistent-type-imports': 'error',
        '@typescript-eslint/explicit-module-boundary-types': 'error',
        '@typescript-eslint/no-explicit-any': ['error', { fixToUnknown: true }],
        '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
        '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
        'no-restricted-imports': restrict(...(forbidden === undefined ? [] : [forbidden])),
        'max-lines': ['error', { max: 450, skipComments: true }],
        'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
        eqeqeq: 'error',
        'no-console': 'error',
      },
    },
    {
      files: ['**/*.test.ts'],
      rules: {
        'max-lines-per-function': 'off',
        '@typescript-eslint/no-non-null-assertion': 'off',
      },
    },
    {
      files: ['**/*.js', '**/*.mjs'],
      languageOptions: {
        globals: { console: 'readonly', performance: 'readonly', process: 'readonly', URL: 'readonly' },
      },
    },
  );
}
