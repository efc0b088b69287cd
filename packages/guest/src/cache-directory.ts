// SPDX-License-Identifier: Apache-2.0
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where guests are unpacked if the caller says nothing: `virtcontainers` in the user's cache directory.
 *
 * @param env - the environment to look in; a relative `XDG_CACHE_HOME` is ignored, as its specification demands
 */
export function defaultCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const configured = env['XDG_CACHE_HOME'];
  const base = configured !== undefined && isAbsolute(configured) ? configured : join(homedir(), '.cache');
  return join(base, 'virtcontainers');
}
