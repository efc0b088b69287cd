// SPDX-License-Identifier: Apache-2.0

import { open, readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';

/** What the choices made for a machine depend on. Given by tests, read from the machine otherwise. */
export interface Host {
  /** Whether the KVM device can be opened. */
  opensKvm(): Promise<boolean>;
  /** Text of `/proc/cpuinfo`. */
  cpuInfo(): Promise<string>;
  /** Memory of the host, in MiB. */
  memoryMib(): number;
  /** Whether this process is root, which keeping file owners over 9p needs. */
  isRoot(): boolean;
  /** Directories where programs are looked up. */
  searchPath(): readonly string[];
}

/** The host this process runs on. */
export const thisHost: Host = {
  opensKvm: () => opens('/dev/kvm'),
  cpuInfo: () => readFile('/proc/cpuinfo', 'utf8'),
  memoryMib: () => Math.floor(totalmem() / 1024 ** 2),
  isRoot: () => process.getuid?.() === 0,
  searchPath: () => (process.env['PATH'] ?? '').split(':').filter((directory) => directory !== ''),
};

async function opens(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r+');
    await file.close();
    return true;
  } catch {
    // Whatever the reason, a device that does not open is not there for us.
    return false;
  }
}
