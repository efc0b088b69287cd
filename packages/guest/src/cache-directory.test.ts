// SPDX-License-Identifier: Apache-2.0
import { homedir } from 'node:os';

import { expect, test } from 'vitest';

import { defaultCacheDir } from './cache-directory.js';

test.each([
  [{ XDG_CACHE_HOME: '/var/cache/me' }, '/var/cache/me/virtcontainers'],
  [{ XDG_CACHE_HOME: 'relative' }, `${homedir()}/.cache/virtcontainers`],
  [{ XDG_CACHE_HOME: '' }, `${homedir()}/.cache/virtcontainers`],
  [{}, `${homedir()}/.cache/virtcontainers`],
])('with %j it is %s', (env, dir) => {
  expect(defaultCacheDir(env)).toBe(dir);
});
