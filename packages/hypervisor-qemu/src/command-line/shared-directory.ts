// SPDX-License-Identifier: Apache-2.0

import { renderOption } from './option-value.js';

/**
 * A host directory that a 9p device exports. `passthrough` keeps owners and
 * modes and needs root; `none` does the same but lets a change of owner that
 * the host refuses pass in silence.
 */
export interface SharedDirectory {
  readonly id: string;
  readonly hostPath: string;
  readonly securityModel: 'passthrough' | 'none';
}

/** `-fsdev`. Inode numbers of several host file systems under one export are kept apart by `multidevs=remap`. */
export function renderSharedDirectory(directory: SharedDirectory): string[] {
  const { id, hostPath, securityModel } = directory;
  return ['-fsdev', renderOption('local', { id, path: hostPath, security_model: securityModel, multidevs: 'remap' })];
}
