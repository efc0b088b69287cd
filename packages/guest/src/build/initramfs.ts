// SPDX-License-Identifier: Apache-2.0
import { writeCpio, type CpioEntry } from './cpio.js';
import type { KernelModule } from './kernel-modules.js';
import type { LinkedProgram } from './shared-libraries.js';

/** What the guest's first file system is made from. */
export interface InitramfsContent {
  /** The agent: a static program, started by the kernel as the guest's first process. */
  readonly agent: Buffer;
  readonly crun: LinkedProgram;
  /** In the order in which they are to be loaded. */
  readonly modules: readonly KernelModule[];
}

/** Where the first of ld.so's search directories is. */
const libraryDir = 'lib/x86_64-linux-gnu';

/** What the agent reads to know which modules to load. */
const moduleListPath = 'etc/virtcontainers/modules';

/** Mount points that the agent and crun expect. */
const emptyDirs = ['dev', 'proc', 'run', 'sys', 'tmp'];

/** Writes the initramfs: the agent, crun and its libraries, modules, and nothing that a container could do without. */
export function buildInitramfs({ agent, crun, modules }: InitramfsContent): Buffer {
  return writeCpio([
    ...emptyDirs.map((path): CpioEntry => ({ path, mode: path === 'tmp' ? 0o1777 : 0o755, kind: 'directory' })),
    // The kernel opens it as the first process's standard streams before anything could have made it.
    { path: 'dev/console', mode: 0o600, kind: 'character-device', major: 5, minor: 1 },
    program('init', agent),
    program('usr/bin/crun', crun.content),
    program(crun.interpreter.replace(/^\//, ''), crun.interpreterContent),
    ...[...crun.libraries].map(([name, content]) => data(`${libraryDir}/${name}`, content)),
    ...modules.map(({ name, content }) => data(modulePath(name), content)),
    data(moduleListPath, Buffer.from(moduleList(modules))),
  ]);
}

/** One line a module: its stage and its path. */
function moduleList(modules: readonly KernelModule[]): string {
  return modules.map(({ stage, name }) => `${stage} /${modulePath(name)}\n`).join('');
}

function modulePath(name: string): string {
  return `lib/modules/${name}.ko`;
}

function program(path: string, content: Buffer): CpioEntry {
  return { path, mode: 0o755, kind: 'file', content };
}

function data(path: string, content: Buffer): CpioEntry {
  return { path, mode: 0o644, kind: 'file', content };
}
