// SPDX-License-Identifier: Apache-2.0

import { loadAddon, type FdHandle, type FileKind, type NativeAddon } from './addon.js';
import { callAddon } from './call-addon.js';

/** A descriptor with one owner. Disposing closes it, and so does its collection when it is forgotten. */
export class OwnedFd implements Disposable {
  readonly #addon: NativeAddon;
  readonly #handle: FdHandle;

  /** @internal */
  /** @internal */
  constructor(addon: NativeAddon, handle: FdHandle) {
    this.#addon = addon;
    this.#handle = handle;
  }

  /** The descriptor's number, valid while this object is kept and open; -1 when it is closed. */
  get number(): number {
    return this.#addon.fdNumber(this.#handle);
  }

  /**
   * What the descriptor refers to.
   *
   * @throws NativeError when it is closed
   */
  kind(): FileKind {
    return callAddon('look at a descriptor', () => this.#addon.fdKind(this.#handle));
  }

  /** Closes it. Repeatable. */
  close(): void {
    this.#addon.closeFd(this.#handle);
  }

  /** As {@link close}. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** How {@link openConfined} treats what leads out of the root. */
export interface ConfinedOpenOptions {
  /**
   * `inRoot`: absolute links and `..` stop at the root, as after chroot, for
   * paths that mean what they mean inside. `noLinks`: any symbolic link fails
   * with INVALID_ARGUMENT, and so does leaving the root. Default: `noLinks`.
   */
  readonly resolve?: 'inRoot' | 'noLinks';
}

/**
 * Opens a path within a directory that others may write to, so that neither a
 * link nor a rename leads out of it. The descriptor names the file only (O_PATH).
 *
 * @param root - the directory, absolute; itself resolved as usual
 * @param path - the path within it
 * @throws NativeError NOT_FOUND, INVALID_ARGUMENT, PERMISSION_DENIED
 */
export function openConfined(root: string, path: string, options: ConfinedOpenOptions = {}): OwnedFd {
  const addon = loadAddon();
  const inRoot = options.resolve === 'inRoot';
  return new OwnedFd(
    addon,
    callAddon(`open ${path} in ${root}`, () => addon.openConfined(root, path, inRoot)),
  );
}
