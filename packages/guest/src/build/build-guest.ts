// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

import type { GuestManifest } from '../guest-manifest.js';
import { hashInputs, readAgent } from './build-inputs.js';
import { guestModules } from './guest-modules.js';
import { resolveGuestPackages, type GuestPackages } from './guest-packages.js';
import { buildInitramfs } from './initramfs.js';
import { extractKernel } from './kernel.js';
import { orderModules, stripModules } from './kernel-modules.js';
import type { PackageCache } from './package-cache.js';
import { withPackageSource, type PackageSource } from './package-source.js';
import { packageTree } from './package-tree.js';
import type { Progress } from './progress.js';
import { collectProgram } from './shared-libraries.js';
import { builtGuest } from './up-to-date.js';
import { writeShippedGuest } from './write-shipped-guest.js';

/** What {@link buildGuest} builds from, and where to. */
export interface BuildOptions {
  /** Path of the static agent. */
  readonly agentPath: string;
  /** Directory that gets the packed guest and its manifest. */
  readonly shippedDir: string;
  /** Directory for downloads, package lists, and what is there during a build only. */
  readonly cacheDir: string;
  readonly progress: Progress;
}

/** The built guest, and whether there was anything to do for it. */
export interface BuildResult {
  readonly manifest: GuestManifest;
  readonly built: boolean;
}

/**
 * Builds the embedded guest from Debian packages, unless the one that is there was made from the same inputs. Builds
 * with the same cache directory wait for one another.
 */
export function buildGuest(options: BuildOptions): Promise<BuildResult> {
  return withPackageSource(options, (source) => buildIfNeeded(options, source));
}

async function buildIfNeeded(
  { agentPath, shippedDir, cacheDir, progress }: BuildOptions,
  { apt, cache }: PackageSource,
): Promise<BuildResult> {
  const agent = await readAgent(agentPath);
  const packages = await resolveGuestPackages(apt);
  const inputsHash = hashInputs(agent, packages);
  const before = await builtGuest(shippedDir, inputsHash);
  if (before !== undefined) return upToDate(before, progress);
  const manifest = await assemble({ shippedDir, cacheDir, progress, agent, packages, inputsHash, cache });
  return { built: true, manifest };
}

function upToDate(manifest: GuestManifest, progress: Progress): BuildResult {
  progress.say(`up to date: Linux ${manifest.kernelRelease}, ${describeSize(manifest)}`);
  return { built: false, manifest };
}

interface Assembly extends Pick<BuildOptions, 'shippedDir' | 'cacheDir' | 'progress'> {
  readonly agent: Buffer;
  readonly packages: GuestPackages;
  readonly inputsHash: string;
  readonly cache: PackageCache;
}

async function assemble({ agent, packages, inputsHash, ...options }: Assembly): Promise<GuestManifest> {
  const { progress, shippedDir } = options;
  const tree = await packageTree(options.cacheDir, packages, options.cache, progress);
  const kernel = await progress.step('extract the kernel', () => extractKernel(tree));
  const modules = await stripModules(await orderModules(tree, guestModules));
  const crun = await collectProgram(tree, 'usr/bin/crun');
  const manifest = await progress.step('pack', () =>
    writeShippedGuest(shippedDir, {
      inputsHash,
      kernelRelease: kernel.release,
      kernel: kernel.image,
      initramfs: buildInitramfs({ agent, crun, modules }),
      packages: [packages.kernel, ...packages.runtime].map(({ name, version, sha256 }) => ({ name, version, sha256 })),
      agent: { sha256: createHash('sha256').update(agent).digest('hex'), sizeBytes: agent.length },
      modules: modules.map(({ stage, name }) => ({ stage, name })),
    }),
  );
  progress.say(`built: Linux ${manifest.kernelRelease}, ${describeSize(manifest)}`);
  return manifest;
}

function describeSize({ kernel, initramfs }: GuestManifest): string {
  const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
  const packed = mebibytes(kernel.packedSizeBytes + initramfs.packedSizeBytes);
  return `kernel ${mebibytes(kernel.sizeBytes)} MiB, initramfs ${mebibytes(initramfs.sizeBytes)} MiB, packed ${packed} MiB`;
}
