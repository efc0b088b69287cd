// SPDX-License-Identifier: Apache-2.0
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import {
  extractKernel,
  newestKernel,
  orderModules,
  Progress,
  stripModules,
  withPackageSource,
  writeCpio,
  type CpioEntry,
  type DebianPackage,
  type KernelModule,
  type PackageSource,
} from '@virtcontainers/guest/build';
import { scratchDir } from '@virtcontainers/testkit';

import { cachedDirectory, fixtureCacheDir } from '../fixtures/fixture-cache.js';
import { tinyRootfs } from '../fixtures/tiny-rootfs.js';

/** What the nested host boots from. The files are the cache's. */
export interface NestedHostImage {
  /** Absolute path of an ELF kernel with a PVH entry point. */
  readonly kernelPath: string;
  /** Absolute path of an initramfs whose init runs one command, see `init.sh`. */
  readonly initrdPath: string;
}

/** What Debian's kernel has as modules and the nested host is there for, after what it needs to reach its root directory. */
const modules = [
  ...['virtio_pci', '9pnet_virtio', '9p', 'overlay', 'virtio_rng'],
  ...['vhost_vsock', 'vsock_loopback', 'vhost_net', 'tun'],
];

/** What init calls of busybox. */
const applets = ['chroot', 'insmod', 'ip', 'mkdir', 'mount', 'poweroff', 'sh', 'sync'];

const mountPoints = ['changes', 'lower', 'machine'];

/** The package files are shared with the guest's build, which uses the same kernel. */
const packageCacheDir = join(dirname(fixtureCacheDir), 'guest');

/** Debian's newest kernel and an initramfs for it, made once for each version of either. */
export async function nestedHostImage(): Promise<NestedHostImage> {
  const init = await readFile(join(import.meta.dirname, 'init.sh'));
  const busybox = await readFile(join(await tinyRootfs(), 'bin', 'busybox'));
  const progress = new Progress((line) => process.stderr.write(`${line}\n`));
  const dir = await withPackageSource({ cacheDir: packageCacheDir, progress }, async (source) => {
    const kernel = await newestKernel(source.apt);
    const inputs = { kernel: kernel.sha256, modules, applets, mountPoints, init: init.toString('base64') };
    const fill = (target: string) => fillImage(target, { source, kernel, init, busybox });
    return cachedDirectory({ name: 'nested-host', inputs, fill });
  });
  return { kernelPath: join(dir, 'vmlinux'), initrdPath: join(dir, 'initramfs.cpio') };
}

interface ImageParts {
  readonly source: PackageSource;
  readonly kernel: DebianPackage;
  readonly init: Buffer;
  readonly busybox: Buffer;
}

async function fillImage(target: string, { source, kernel, init, busybox }: ImageParts): Promise<void> {
  await using tree = await scratchDir();
  await source.cache.unpack(kernel, tree.path);
  const { image } = await extractKernel(tree.path);
  const loaded = await stripModules(await orderModules(tree.path, new Map([['boot', modules]])));
  await writeFile(join(target, 'vmlinux'), image);
  await writeFile(join(target, 'initramfs.cpio'), writeCpio(initramfsEntries(init, busybox, loaded)));
}

function initramfsEntries(init: Buffer, busybox: Buffer, loaded: readonly KernelModule[]): CpioEntry[] {
  return [
    ...mountPoints.map((path): CpioEntry => ({ path, mode: 0o755, kind: 'directory' })),
    // The kernel opens it as the first process's standard streams.
    { path: 'dev/console', mode: 0o600, kind: 'character-device', major: 5, minor: 1 },
    { path: 'init', mode: 0o755, kind: 'file', content: init },
    { path: 'bin/busybox', mode: 0o755, kind: 'file', content: busybox },
    ...applets.map((name): CpioEntry => ({ path: `bin/${name}`, mode: 0o777, kind: 'symlink', target: 'busybox' })),
    ...loaded.map((module, index): CpioEntry => moduleEntry(module, index)),
  ];
}

/** Init loads them in the order of their names. */
function moduleEntry({ name, content }: KernelModule, index: number): CpioEntry {
  const path = `modules/${String(index).padStart(2, '0')}-${name}.ko`;
  return { path, mode: 0o644, kind: 'file', content };
}
