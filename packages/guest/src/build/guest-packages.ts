// SPDX-License-Identifier: Apache-2.0
import type { Apt } from './apt.js';
import type { DebianPackage } from './debian-package.js';

/** Always depends on Debian's newest kernel, which has the version in its name. */
const kernelMetaPackage = 'linux-image-amd64';

/**
 * crun and what it is linked with. It is content with either implementation of libsystemd (its package says so); elogind's
 * pulls in four libraries less, each of which every start of crun would have to load.
 */
const runtimePackages = ['crun', 'libc6', 'libcap2', 'libelogind0', 'libseccomp2', 'libyajl2'] as const;

/** The packages that the guest is made from. */
export interface GuestPackages {
  readonly kernel: DebianPackage;
  readonly runtime: readonly DebianPackage[];
}

/** Looks up today's versions of the guest's packages. */
export async function resolveGuestPackages(apt: Apt): Promise<GuestPackages> {
  const [meta, ...runtime] = await apt.candidates([kernelMetaPackage, ...runtimePackages]);
  return { kernel: await kernelOf(meta, apt), runtime };
}

/** Looks up Debian's newest kernel. */
export async function newestKernel(apt: Apt): Promise<DebianPackage> {
  const [meta] = await apt.candidates([kernelMetaPackage]);
  return kernelOf(meta, apt);
}

async function kernelOf(meta: DebianPackage | undefined, apt: Apt): Promise<DebianPackage> {
  const name = /\blinux-image-\d[^\s,(]*/.exec(meta?.depends ?? '')?.[0];
  if (name === undefined) throw new Error(`${kernelMetaPackage} depends on no kernel`);
  const [kernel] = await apt.candidates([name]);
  if (kernel === undefined) throw new Error(`no package ${name} in the package lists`);
  return kernel;
}
