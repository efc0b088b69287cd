// SPDX-License-Identifier: Apache-2.0

import { describeProcessGuard } from '@virtcontainers/testkit';
import { VcGuardLauncher } from './vc-guard-launcher.js';

const shell = (script: string) => ({ program: '/bin/sh', args: ['-c', script] });

describeProcessGuard('vc-guard', () =>
  Promise.resolve({
    guard: new VcGuardLauncher(),
    programs: {
      // Its first stream is descriptor 4.
      echo: shell('exec cat <&4 >&4'),
      wait: shell('echo ready; exec sleep 1000'),
      exit: (code: number) => shell(`exit ${code}`),
      missing: { program: '/no/such/program', args: [] },
    },
  }),
);
