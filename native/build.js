// SPDX-License-Identifier: Apache-2.0
//
// Builds the native parts: `node build.js programs|addon|gyp|sanitized|tests ...`

import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = import.meta.dirname;
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Ends this process with the exit code of a command that fails. */
function run(program, ...args) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

const programDir = join(root, 'build', 'programs');

function buildPrograms(...definitions) {
  run('cmake', '-S', root, '-B', programDir, '-G', 'Ninja', ...definitions);
  run('cmake', '--build', programDir);
}

const commands = {
  programs: () => buildPrograms('-DVC_BUILD_TESTS=OFF'),

  addon: () =>
    run(bin('cmake-js'), 'build', '--out', join(root, 'build', 'cmake-js'), '--prefer-make', '--parallel', '2'),

  // The headers lie beside node; without nodedir node-gyp would download them. Not `rebuild`, which removes build/.
  gyp: () => {
    const prefix = dirname(dirname(realpathSync(process.execPath)));
    run(bin('node-gyp'), 'configure', 'build', '--nodedir', prefix);
    run(process.execPath, '-e', 'require("./build/Release/virtcontainers.node")');
  },

  // The unit tests of the programs with AddressSanitizer and UndefinedBehaviorSanitizer; the first finding ends it.
  sanitized: () => {
    const dir = join(root, 'build', 'sanitized');
    const flags = '-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer';
    run('cmake', '-S', root, '-B', dir, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Debug', `-DCMAKE_CXX_FLAGS=${flags}`);
    const parts = ['common', 'agent', 'guard'];
    run('cmake', '--build', dir, '--target', ...parts.map((part) => `${part}_test`));
    for (const part of parts) run(join(dir, 'test', part, `${part}_test`));
  },

  tests: () => {
    buildPrograms('-DVC_BUILD_TESTS=ON');
    mkdirSync(join(root, '.results'), { recursive: true });
    const report = join(root, '.results', 'ctest.xml');
    run('ctest', '--test-dir', programDir, '--output-on-failure', '--no-tests=error', '--output-junit', report);
  },
};

for (const name of process.argv.slice(2)) commands[name]();
