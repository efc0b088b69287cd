// SPDX-License-Identifier: Apache-2.0

import type { FileShare, GuardedProcess, WaitOptions } from '@virtcontainers/core';
import { shareMountOptions, shareTag } from './mount-options.js';

/** The machine's share: what the guard binds is what the guest sees. */
export class GuardedShare implements FileShare {
  readonly tag = shareTag;
  readonly driver = '9p';
  readonly mountOptions = shareMountOptions;
  readonly #guarded: Pick<GuardedProcess, 'bind' | 'unbind'>;

  constructor(guarded: Pick<GuardedProcess, 'bind' | 'unbind'>) {
    this.#guarded = guarded;
  }

  attach(source: string, name: string, options?: WaitOptions & { readonly readOnly?: boolean }): Promise<void> {
    return this.#guarded.bind(source, name, options);
  }

  detach(name: string, options?: WaitOptions): Promise<void> {
    return this.#guarded.unbind(name, options);
  }
}
