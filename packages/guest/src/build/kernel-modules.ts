// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import type { ModuleStage } from '../module-stage.js';
import { readElf, sectionBytes } from './elf.js';
import { runCommand } from './run-command.js';

/** A module of an unpacked kernel package. */
export interface PlacedModule {
  readonly stage: ModuleStage;
  /** With underscores, as the kernel shows it. */
  readonly name: string;
  readonly path: string;
}

/** A module as the guest gets it. */
export interface KernelModule extends Omit<PlacedModule, 'path'> {
  readonly content: Buffer;
}

/**
 * Finds modules and those that they depend on.
 *
 * @param tree - the directory that the kernel package was unpacked into
 * @param wanted - names of modules, by stage, in the order of the stages
 * @returns the modules in an order in which they can be loaded, each once, in the first stage that needs it
 * @throws Error when one is not there, or is needed by two kinds of devices, of which a machine may have either
 */
export async function orderModules(
  tree: string,
  wanted: ReadonlyMap<ModuleStage, readonly string[]>,
): Promise<PlacedModule[]> {
  const paths = await modulePaths(tree);
  const ordered = new Map<string, ModuleStage>();
  for (const [stage, names] of wanted) {
    for (const name of names) await visit(canonical(name), stage, paths, ordered);
  }
  return [...ordered].map(([name, stage]) => ({ stage, name, path: pathOf(name, paths) }));
}

/** Removes all other modules of an unpacked kernel package. */
export async function keepOnlyModules(tree: string, kept: readonly PlacedModule[]): Promise<void> {
  const keptPaths = new Set(kept.map(({ path }) => path));
  const others = [...(await modulePaths(tree)).values()].filter((path) => !keptPaths.has(path));
  for (const path of others) await rm(path);
}

/**
 * Reads modules and takes off what only debuggers and tracers use (type information, symbols of no consequence), and with it the
 * signature, which the kernel would only check. That halves the time to load them.
 */
export function stripModules(modules: readonly PlacedModule[]): Promise<KernelModule[]> {
  return Promise.all(
    modules.map(async ({ stage, name, path }) => ({ stage, name, content: await strippedModule(path) })),
  );
}

async function modulePaths(tree: string): Promise<ReadonlyMap<string, string>> {
  const dir = join(tree, 'lib', 'modules');
  const files = await readdir(dir, { recursive: true });
  const modules = files.filter((file) => file.endsWith('.ko'));
  return new Map(modules.map((file) => [canonical(basename(file, '.ko')), join(dir, file)]));
}

/** File names and dependencies spell modules with dashes or underscores as they please. */
function canonical(name: string): string {
  return name.replaceAll('-', '_');
}

function pathOf(name: string, paths: ReadonlyMap<string, string>): string {
  const path = paths.get(name);
  if (path === undefined) throw new Error(`the kernel package has no module ${name}`);
  return path;
}

/** Depth first, so that what a module depends on comes before it. Modules cannot depend on each other in a circle. */
async function visit(
  name: string,
  stage: ModuleStage,
  paths: ReadonlyMap<string, string>,
  ordered: Map<string, ModuleStage>,
): Promise<void> {
  const earlier = ordered.get(name);
  if (earlier?.startsWith('virtio:') === true && earlier !== stage) {
    throw new Error(
      `the module ${name} is needed in the stages ${earlier} and ${stage}: list it in a stage before both`,
    );
  }
  if (earlier !== undefined) return;
  const path = pathOf(name, paths);
  for (const dependency of moduleDependencies(await readFile(path), path)) {
    await visit(dependency, stage, paths, ordered);
  }
  ordered.set(name, stage);
}

/** Names of the modules that must be loaded before a module, from its own description. */
export function moduleDependencies(module: Buffer, name: string): string[] {
  const entries = sectionBytes(readElf(module, name), '.modinfo').toString('latin1').split('\0');
  const depends = entries.find((entry) => entry.startsWith('depends='))?.slice('depends='.length) ?? '';
  return depends
    .split(',')
    .filter((dependency) => dependency !== '')
    .map(canonical);
}

async function strippedModule(path: string): Promise<Buffer> {
  const dir = await mkdtemp(join(tmpdir(), 'virtcontainers-module-'));
  try {
    const stripped = join(dir, basename(path));
    await runCommand('objcopy', [
      '--strip-debug',
      '--remove-section=.BTF',
      '--remove-section=.comment',
      path,
      stripped,
    ]);
    return await readFile(stripped);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
