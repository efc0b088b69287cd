// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdirSync, openSync, closeSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { embeddedGuest } from '@virtcontainers/guest';
import type { Container, MountInput } from 'virtcontainers';

// This module runs from dist/bench/exec.
const spawnTimer = fileURLToPath(new URL('../../../bench/exec/spawn_timer.cc', import.meta.url));

/** Where the guest's own files are seen in the container, and where they are copied to, so that no share is in the way. */
const guestFiles = '/guest';
const scratch = '/bench';
/** Where the container's own root file system is seen once more, to be the nested container's. */
const nestedRootfs = '/nested';

/** What a container needs to run the guest's crun in it. */
export function nestedCrunMounts(guestFilesDir: string, rootFs: string): MountInput[] {
  return [
    { type: 'bind', source: guestFilesDir, destination: guestFiles, readOnly: true },
    { type: 'bind', source: rootFs, destination: nestedRootfs },
    { type: 'tmpfs', source: 'tmpfs', destination: scratch, options: ['mode=755'] },
  ];
}

/**
 * Puts into a directory what {@link measureNestedCrun} needs: crun and its libraries as the guest has them, the program
 * that takes the time, and an OCI bundle.
 *
 * @param directory - an empty directory on the host, the caller's
 */
export async function prepareNestedCrun(directory: string): Promise<void> {
  const { initrdPath } = await embeddedGuest();
  const archive = openSync(initrdPath, 'r');
  try {
    const options = ['--extract', '--make-directories', '--no-absolute-filenames', '--quiet'];
    execFileSync('cpio', options, { cwd: directory, stdio: [archive, 'ignore', 'inherit'] });
  } finally {
    closeSync(archive);
  }
  execFileSync('g++', ['-static', '-O2', '-std=c++20', '-o', join(directory, 'spawn_timer'), spawnTimer]);
  mkdirSync(join(directory, 'bundle'));
  writeFileSync(join(directory, 'bundle', 'config.json'), JSON.stringify(bundle));
}

/**
 * Runs `crun exec` of `/bin/true` in a container in the container, and so in the same guest, on the same root file
 * system and with the same crun that the agent uses.
 *
 * @returns how long each run took in the guest, in milliseconds
 */
export async function measureNestedCrun(container: Container, samples: number): Promise<readonly number[]> {
  const script = [
    `cp -a ${guestFiles}/. ${scratch}/`,
    `export LD_LIBRARY_PATH=${scratch}/usr/lib/x86_64-linux-gnu:${scratch}/lib/x86_64-linux-gnu`,
    `crun="${scratch}/usr/bin/crun --root=${scratch}/state --cgroup-manager=disabled"`,
    `$crun run --detach --bundle=${scratch}/bundle nested </dev/null >/dev/null`,
    `${scratch}/spawn_timer ${samples} $crun exec nested /bin/true`,
    '$crun delete --force nested',
  ].join(' && ');
  const { stdout } = await container.exec(['sh', '-c', script]).orThrow();
  return stdout
    .trim()
    .split('\n')
    .map((microseconds) => Number(microseconds) / 1000);
}

const bundle = {
  ociVersion: '1.0.2',
  root: { path: nestedRootfs },
  process: { args: ['/bin/sleep', 'infinity'], cwd: '/', env: ['PATH=/usr/bin:/bin'], user: { uid: 0, gid: 0 } },
  mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
  linux: { namespaces: ['pid', 'ipc', 'uts', 'mount'].map((type) => ({ type })) },
};
