// SPDX-License-Identifier: Apache-2.0

import { existsSync } from 'node:fs';
import { arch, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { NativeError } from './native-error.js';

/** The files that the native build makes for this package. */
export type NativeFileName = 'vc-guard' | 'virtcontainers.node';

const inBuildTree: Record<NativeFileName, string> = {
  'vc-guard': 'bin/vc-guard',
  'virtcontainers.node': 'addon/virtcontainers.node',
};

/** Where a native file may lie, best first: packed with this package, then in the source tree's build. */
export function nativeFileCandidates(name: NativeFileName): readonly string[] {
  return [`../prebuilds/${platform}-${arch}/${name}`, `../../../native/build/${inBuildTree[name]}`].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
}

/**
 * Finds a native file.
 *
 * @throws NativeError NOT_FOUND that tells what was tried and what to do
 */
export function findNativeFile(name: NativeFileName): string {
  const tried = nativeFileCandidates(name);
  const found = tried.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw notBuilt(name, tried);
}

/** The error of a native file that no candidate gave. */
export function notBuilt(name: NativeFileName, tried: readonly string[], cause?: unknown): NativeError {
  return new NativeError('NOT_FOUND', `no usable ${name} for ${platform}-${arch}; tried ${tried.join(', ')}`, {
    cause,
    details: {
      tried,
      remedy: 'in a source tree run `npm run setup`; an installed package has it prebuilt for linux-x64 with glibc',
    },
  });
}
