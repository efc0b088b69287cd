// SPDX-License-Identifier: Apache-2.0
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { parsePackages, type DebianPackage } from './debian-package.js';
import { runCommand } from './run-command.js';

const machineLists = '/var/lib/apt/lists';

/** The package lists do not know a package, or the archive no longer has what they know: they may be out of date. */
export class PackagesUnavailable extends Error {
  override readonly name = 'PackagesUnavailable';
}

/**
 * Asks apt for packages from the sources that this machine is set up with, and installs nothing. The machine's own
 * package lists serve as long as they do; {@link Apt.update} fetches lists of our own, for which one need not be root.
 */
export class Apt {
  readonly #stateDir: string;
  readonly #ownLists: string;
  readonly #signal: AbortSignal | undefined;

  /** @param stateDir - an existing directory, where apt's index and lists of our own are kept */
  constructor(stateDir: string, signal?: AbortSignal) {
    this.#stateDir = stateDir;
    this.#ownLists = join(stateDir, 'lists');
    this.#signal = signal;
  }

  /** Fetches fresh package lists into a directory of our own. */
  async update(): Promise<void> {
    await mkdir(join(this.#ownLists, 'partial'), { recursive: true });
    await this.#run('apt-get', [...this.#options(this.#ownLists), 'update'], {});
  }

  /**
   * The versions of packages that would be installed today, in the order of their names.
   *
   * @throws PackagesUnavailable when the lists do not know one of the names
   */
  async candidates(names: readonly string[]): Promise<DebianPackage[]> {
    const options = this.#options(await this.#lists());
    const output = await this.#ask('apt-cache', [...options, 'show', '--no-all-versions', ...names], {});
    const found = new Map(parsePackages(output).map((candidate) => [candidate.name, candidate]));
    return names.map((name) => {
      const candidate = found.get(name);
      if (candidate === undefined) throw new PackagesUnavailable(`the package lists know no ${name}`);
      return candidate;
    });
  }

  /**
   * Downloads one package file into a directory.
   *
   * @throws PackagesUnavailable when the archive does not have it
   */
  async download({ name, version }: DebianPackage, dir: string): Promise<void> {
    const options = this.#options(await this.#lists());
    await this.#ask('apt-get', [...options, 'download', `${name}=${version}`], { cwd: dir });
  }

  /** Our own lists once they are newer than the machine's. */
  async #lists(): Promise<string> {
    const [own, machine] = await Promise.all([changedMs(this.#ownLists), changedMs(machineLists)]);
    return own > machine ? this.#ownLists : machineLists;
  }

  /**
   * With an index of our own, as some machines are set up to keep none; apt sees by itself when it is out of date. And
   * without the user that apt changes to for downloads, who could not write into our directories.
   */
  #options(lists: string): string[] {
    const settings = [
      `Dir::Cache=${this.#stateDir}`,
      'Dir::Cache::pkgcache=pkgcache.bin',
      'Dir::Cache::srcpkgcache=',
      `Dir::State::Lists=${lists}`,
      'APT::Sandbox::User=root',
    ];
    return ['-q', ...settings.flatMap((setting) => ['-o', setting])];
  }

  async #ask(command: string, args: readonly string[], where: { cwd?: string }): Promise<string> {
    try {
      return await this.#run(command, args, where);
    } catch (cause) {
      this.#signal?.throwIfAborted();
      throw new PackagesUnavailable((cause as Error).message, { cause });
    }
  }

  async #run(command: string, args: readonly string[], { cwd }: { cwd?: string }): Promise<string> {
    const where = cwd === undefined ? {} : { cwd };
    const signal = this.#signal === undefined ? {} : { signal: this.#signal };
    return (await runCommand(command, args, { ...where, ...signal })).toString('utf8');
  }
}

async function changedMs(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
