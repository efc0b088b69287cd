// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';

import { deferred, orAborted, withDeadline, type WaitOptions } from '@virtcontainers/core';

import { defaultCacheDir } from './cache-directory.js';
import type { GuestManifest } from './guest-manifest.js';
import { readShippedGuest, shippedGuestDir } from './shipped-guest.js';
import { unpackedFileNames, unpackGuest } from './unpack-guest.js';

/** Where {@link embeddedGuest} takes the guest from and puts it. */
export interface EmbeddedGuestOptions extends WaitOptions {
  /**
   * Absolute path of the directory that keeps unpacked guests, in `guest/<content hash>/`. It may be shared by any
   * number of processes. Default: `$XDG_CACHE_HOME/virtcontainers`, or `~/.cache/virtcontainers`.
   */
  readonly cacheDir?: string;
  /** Absolute path of the directory with the packed guest and its manifest. Default: the one that this package ships. */
  readonly shippedDir?: string;
}

/** A guest that is ready to boot. Its files belong to the cache: read them, and never change or remove them. */
export interface EmbeddedGuest {
  /** Absolute path of the kernel: an ELF image with a PVH entry point, for QEMU's `-kernel`. */
  readonly kernelPath: string;
  /** Absolute path of the uncompressed initramfs, for QEMU's `-initrd`. */
  readonly initrdPath: string;
  /** The kernel's release as uname(2) tells it in the guest. */
  readonly kernelRelease: string;
  /** Hash that names this guest's content. */
  readonly contentHash: string;
  /** All that is known of the guest, among it the Debian packages that it was made from. */
  readonly manifest: GuestManifest;
}

/** The last unpacking of this process in each directory: 10 sandboxes that start at once unpack one guest. */
const unpackings = new Map<string, Promise<void>>();

/**
 * The guest that comes with the SDK, unpacked once a host into a cache directory. Later calls, from any process,
 * cost a few file look-ups. A damaged cache is detected and made anew.
 *
 * @param options - where from, where to, and how long; without `timeoutMs` the call has no time limit
 * @returns the guest's files, owned by the cache
 * @throws VirtcontainersError NOT_FOUND when the guest was never built or a file of it is missing (`details.remedy` says
 * what to do), PROTOCOL when what is shipped is damaged, CANCELLED, TIMEOUT; cut off, it leaves nothing half-done
 */
export async function embeddedGuest(options: EmbeddedGuestOptions = {}): Promise<EmbeddedGuest> {
  const shippedDir = options.shippedDir ?? shippedGuestDir;
  const guestsDir = join(options.cacheDir ?? defaultCacheDir(), 'guest');
  return withDeadline({ what: 'the embedded guest to be unpacked' }, options, async (signal) => {
    const manifest = await readShippedGuest(shippedDir);
    const dir = await oneAtATime(join(guestsDir, manifest.contentHash), signal, () =>
      unpackGuest(shippedDir, manifest, guestsDir, signal),
    );
    return describe(dir, manifest);
  });
}

function describe(dir: string, manifest: GuestManifest): EmbeddedGuest {
  return {
    kernelPath: join(dir, unpackedFileNames.kernel),
    initrdPath: join(dir, unpackedFileNames.initramfs),
    kernelRelease: manifest.kernelRelease,
    contentHash: manifest.contentHash,
    manifest,
  };
}

/** Waits for those that came before, however they end, and then does its own: one that was cut off holds up nobody. */
async function oneAtATime<Value>(key: string, signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
  const before = unpackings.get(key) ?? Promise.resolve();
  const done = deferred();
  const own = before.then(() => done.promise);
  unpackings.set(key, own);
  try {
    await orAborted(before, signal);
    return await work();
  } finally {
    done.resolve();
    if (unpackings.get(key) === own) unpackings.delete(key);
  }
}
