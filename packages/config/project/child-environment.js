// SPDX-License-Identifier: Apache-2.0
import { delimiter } from 'node:path';

/** What a build or a test may see of the caller's environment, so that two machines build and test the same. */
const passedOn = new Set([
  'CI',
  'COLORTERM',
  'HOME',
  'LOGNAME',
  'NODE_EXTRA_CA_CERTS',
  'NO_COLOR',
  'SHELL',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'TERM',
  'TMPDIR',
  'USER',
  'XDG_CACHE_HOME',
  'XDG_RUNTIME_DIR',
]);

const passedOnPatterns = [/^(https?|no|all)_proxy$/i, /^VIRTCONTAINERS_/];

/**
 * The environment of a build, test or demo process: what {@link passedOn} names, a fixed locale, and no telemetry.
 *
 * @param {NodeJS.ProcessEnv} own - the environment to choose from
 * @param {string[]} firstOnPath - directories to be searched for commands before the caller's own
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment(own, firstOnPath) {
  const chosen = Object.entries(own).filter(
    ([name]) => passedOn.has(name) || passedOnPatterns.some((pattern) => pattern.test(name)),
  );
  return {
    ...Object.fromEntries(chosen),
    PATH: [...firstOnPath, own['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'].join(
      delimiter,
    ),
    LANG: 'C.UTF-8',
    DO_NOT_TRACK: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
  };
}

/**
 * The environment of a package manager: its settings (which registry, which certificates) may come from the caller's
 * environment, but not what the surrounding `npm run` says about itself.
 *
 * @param {NodeJS.ProcessEnv} own - the environment to choose from
 * @returns {NodeJS.ProcessEnv}
 */
export function packageManagerEnvironment(own) {
  const ofNpmRun = /^(npm_(lifecycle|package)_|npm_(command|execpath|node_execpath)$|INIT_CWD$)/;
  return Object.fromEntries(Object.entries(own).filter(([name]) => !ofNpmRun.test(name)));
}
