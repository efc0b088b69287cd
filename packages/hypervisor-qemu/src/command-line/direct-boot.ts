// SPDX-License-Identifier: Apache-2.0

/** The kernel that QEMU loads by itself, without a boot loader. */
export interface DirectBoot {
  readonly kernelPath: string;
  readonly initrdPath: string;
  readonly kernelCommandLine: string;
}

/** `-kernel`, `-initrd`, `-append`: whole arguments, in which a comma is nothing special. */
export function renderDirectBoot(boot: DirectBoot): string[] {
  return ['-kernel', boot.kernelPath, '-initrd', boot.initrdPath, '-append', boot.kernelCommandLine];
}
