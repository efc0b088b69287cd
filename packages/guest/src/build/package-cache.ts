// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { fileSha256 } from '../file-hash.js';
import type { Apt } from './apt.js';
import type { DebianPackage } from './debian-package.js';
import type { Progress } from './progress.js';
import { runCommand } from './run-command.js';

/** Package files that were downloaded before, each checked against the index whenever it is used. */
export class PackageCache {
  readonly #dir: string;
  readonly #apt: Apt;
  readonly #progress: Progress;

  constructor(dir: string, apt: Apt, progress: Progress) {
    this.#dir = dir;
    this.#apt = apt;
    this.#progress = progress;
  }

  /**
   * Unpacks a package, downloading it first if need be.
   *
   * @param target - an existing directory; several packages may be unpacked into the same
   */
  async unpack(wanted: DebianPackage, target: string): Promise<void> {
    await runCommand('dpkg-deb', ['--extract', await this.#provide(wanted), target]);
  }

  async #provide(wanted: DebianPackage): Promise<string> {
    const path = join(this.#dir, `${wanted.name}_${wanted.sha256}.deb`);
    if (await isPackage(path, wanted)) return path;
    await mkdir(this.#dir, { recursive: true });
    const mebibytes = (wanted.sizeBytes / 1024 / 1024).toFixed(1);
    await this.#progress.step(`download ${wanted.name} ${wanted.version} (${mebibytes} MiB)`, () =>
      this.#download(wanted, path),
    );
    return path;
  }

  async #download(wanted: DebianPackage, path: string): Promise<void> {
    const dir = await mkdtemp(join(this.#dir, 'download-'));
    try {
      await this.#apt.download(wanted, dir);
      const [name, ...others] = await readdir(dir);
      if (name === undefined || others.length > 0)
        throw new Error(`apt-get did not download one file for ${wanted.name}`);
      const downloaded = join(dir, name);
      if (!(await isPackage(downloaded, wanted))) throw new Error(`${wanted.name} has another hash than in the index`);
      await rename(downloaded, path);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  }
}

async function isPackage(path: string, { sha256 }: DebianPackage): Promise<boolean> {
  try {
    return (await fileSha256(path)) === sha256;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
