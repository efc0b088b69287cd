// SPDX-License-Identifier: Apache-2.0

/**
 * What else in this repository is made from Debian packages uses too: the kernel of a test host, its modules, an archive
 * for it to boot from, root file systems for containers. It is not part of the published package.
 */
export { writeCpio, type CpioEntry } from './cpio.js';
export type { DebianPackage } from './debian-package.js';
export { withFileLock } from './file-lock.js';
export { newestKernel } from './guest-packages.js';
export { extractKernel, type Kernel } from './kernel.js';
export { orderModules, stripModules, type KernelModule } from './kernel-modules.js';
export { withPackageSource, type PackageSource, type PackageSourceOptions } from './package-source.js';
export { Progress } from './progress.js';
export { runCommand } from './run-command.js';
