// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { childEnvironment, packageManagerEnvironment } from './child-environment.js';

test('a child sees what it needs and nothing else', () => {
  const own = {
    HOME: '/home/a',
    PATH: '/bin',
    NODE_OPTIONS: '--inspect',
    npm_lifecycle_event: 'test',
    https_proxy: 'p',
  };
  expect(childEnvironment(own, ['/tools'])).toEqual({
    HOME: '/home/a',
    PATH: '/tools:/bin',
    https_proxy: 'p',
    LANG: 'C.UTF-8',
    DO_NOT_TRACK: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    TURBO_TELEMETRY_DISABLED: '1',
  });
});

test('a package manager keeps its settings and forgets the npm script around it', () => {
  const own = {
    PATH: '/bin',
    npm_config_cache: '/cache',
    npm_lifecycle_event: 'test',
    npm_command: 'run',
    INIT_CWD: '/',
  };
  expect(packageManagerEnvironment(own)).toEqual({ PATH: '/bin', npm_config_cache: '/cache' });
});
