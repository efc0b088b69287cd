// SPDX-License-Identifier: Apache-2.0
//
// Puts the native build's files where the package ships them, without debug information.

import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { arch, platform } from 'node:process';

const native = dirname(createRequire(import.meta.url).resolve('@virtcontainers/native/package.json'));
const directory = join(import.meta.dirname, 'prebuilds', `${platform}-${arch}`);
mkdirSync(directory, { recursive: true });

for (const path of ['build/bin/vc-guard', 'build/addon/virtcontainers.node']) {
  const target = join(directory, basename(path));
  // Renamed into place: the one that is there may be running.
  execFileSync('strip', ['--strip-unneeded', '-o', `${target}.new`, join(native, path)], { stdio: 'inherit' });
  renameSync(`${target}.new`, target);
}
