// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { againstDirection, type Edge } from './dependency-direction.js';
import { isGenerated, projectFiles, readProjectFile } from './repository.js';
import { shippedSources } from './shipped-sources.js';
import { importedSpecifiers, isExported, leaves, packageOf } from './source-imports.js';
import { runtimeDependencies, workspacePackages, type WorkspacePackage } from './workspace.js';

const packages = workspacePackages();
const shipped = new Set(packages.flatMap(({ directory }) => shippedSources(directory)));
const names = new Set(packages.map(({ manifest }) => manifest.name));

/** A source file with the package it belongs to and what it imports. */
interface Source {
  readonly path: string;
  readonly owner: WorkspacePackage;
  readonly isTest: boolean;
  readonly specifiers: readonly string[];
}

const sources: readonly Source[] = projectFiles()
  .filter((path) => /\.(ts|js|mjs)$/.test(path) && !isGenerated(path))
  .flatMap((path) => {
    const owner = packages.find(({ directory }) => path.startsWith(`${directory}/`));
    if (owner === undefined) return [];
    const isTest = !shipped.has(path);
    return [{ path, owner, isTest, specifiers: importedSpecifiers(readProjectFile(path)) }];
  });

test('the workspace was found', () => {
  expect(names).toContain('@virtcontainers/core');
  expect(names).toContain('virtcontainers');
  expect(sources.length).toBeGreaterThan(50);
  expect(shipped).toContain('packages/core/src/index.ts');
  expect([...shipped].filter((path) => path.endsWith('.test.ts'))).toEqual([]);
});

test('manifests point downward only', () => {
  const edges = packages.flatMap(({ directory, manifest }): Edge[] => {
    const where = `${directory}/package.json`;
    const edge = (to: string, development: boolean): Edge => ({ from: manifest.name, to, where, development });
    return [
      ...runtimeDependencies(manifest).map((to) => edge(to, false)),
      ...Object.keys(manifest.devDependencies ?? {}).map((to) => edge(to, true)),
    ].filter(({ to }) => names.has(to));
  });
  expect(againstDirection(edges)).toEqual([]);
});

test('imports point downward only', () => {
  const edges = sources.flatMap(({ path, owner, isTest, specifiers }) =>
    specifiers.map(packageOf).flatMap((to): Edge[] => {
      if (to === undefined || !names.has(to)) return [];
      return [{ from: owner.manifest.name, to, where: path, development: isTest }];
    }),
  );
  expect(edges.length).toBeGreaterThan(0);
  expect(againstDirection(edges)).toEqual([]);
});

test('every imported package stands in the manifest, and what ships needs no development dependency', () => {
  const undeclared = sources.flatMap(({ path, owner, isTest, specifiers }) => {
    const development = isTest ? Object.keys(owner.manifest.devDependencies ?? {}) : [];
    const declared = new Set([owner.manifest.name, ...runtimeDependencies(owner.manifest), ...development]);
    return specifiers
      .map(packageOf)
      .filter((name) => name !== undefined && !declared.has(name))
      .map((name) => `${path}: ${String(name)}`);
  });
  expect(undeclared).toEqual([]);
});

test("nothing imports another package's inside", () => {
  const exported = new Map(packages.map(({ manifest }) => [manifest.name, Object.keys(manifest.exports ?? {})]));
  const inside = sources.flatMap(({ path, owner, specifiers }) =>
    specifiers
      .filter((specifier) => {
        const name = packageOf(specifier);
        if (name === undefined) return leaves(owner.directory, path, specifier);
        return names.has(name) && !isExported(`.${specifier.slice(name.length)}`, exported.get(name) ?? []);
      })
      .map((specifier) => `${path}: ${specifier}`),
  );
  expect(inside).toEqual([]);
});

test('core does no input or output', () => {
  const io = /^node:(fs|net|http|https|http2|child_process|dgram|dns|tls|worker_threads|cluster|readline|tty)(\/|$)/;
  const found = sources
    .filter(({ owner, isTest }) => owner.manifest.name === '@virtcontainers/core' && !isTest)
    .flatMap(({ path, specifiers }) => specifiers.filter((name) => io.test(name)).map((name) => `${path}: ${name}`));
  expect(found).toEqual([]);
});

test.each([
  { from: '@virtcontainers/core', to: 'virtcontainers', development: false },
  { from: '@virtcontainers/agent-kata', to: '@virtcontainers/hypervisor-qemu', development: true },
  { from: '@virtcontainers/hypervisor-qemu', to: '@virtcontainers/testkit', development: false },
  { from: '@virtcontainers/unheard-of', to: '@virtcontainers/core', development: false },
])('an edge against the direction is found: $from to $to', (edge) => {
  expect(againstDirection([{ ...edge, where: 'x.ts' }])).toHaveLength(1);
});

test('an import is seen in each form, and one that leaves its package is told', () => {
  const source =
    "import a from 'a';\nexport * from '@b/c/d';\nconst e = await import('./e.js');\nimport type F from 'f';";
  expect(importedSpecifiers(source)).toEqual(['a', '@b/c/d', './e.js', 'f']);
  expect(packageOf('@b/c/d')).toBe('@b/c');
  expect(isExported('./fixtures/x', ['./fixtures/*'])).toBe(true);
  expect(isExported('./src/x', ['.', './fixtures/*'])).toBe(false);
  expect(leaves('packages/a', 'packages/a/src/x.ts', '../../b/src/y.js')).toBe(true);
  expect(leaves('packages/a', 'packages/a/src/x.ts', '../y.js')).toBe(false);
});
