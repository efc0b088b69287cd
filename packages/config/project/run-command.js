// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';

import { root } from './root.js';

const forwardedSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** A command that ended with something else than success; its own output says why. */
export class CommandFailed extends Error {
  /**
   * @param {string} command
   * @param {string} end - how it ended, in words
   * @param {number} exitCode - what this program should exit with because of it
   */
  constructor(command, end, exitCode) {
    super(`${command} ${end}`);
    this.name = 'CommandFailed';
    this.exitCode = exitCode;
  }
}

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} env - the whole environment of the child
 * @property {string} [cwd] - its working directory; the root of the repository if absent
 * @property {boolean} [capture] - return its standard output instead of showing it
 * @property {boolean} [progress] - its standard output is progress, for people: show it on standard error
 */

/**
 * Runs a command to its end, passing on the signals that would end us. Its output is shown unless captured.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<string>} what it wrote, if captured, otherwise an empty string
 * @throws {CommandFailed} when it cannot be started, exits with another code than 0, or a signal ends it
 */
export async function runCommand(command, args, options) {
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: options.env,
    stdio: ['inherit', outputOf(options), 'inherit'],
  });
  const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  for (const signal of forwardedSignals) process.on(signal, forward);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  try {
    await ended(child, command);
  } finally {
    for (const signal of forwardedSignals) process.off(signal, forward);
  }
  return output;
}

/**
 * @param {RunOptions} options
 * @returns {'inherit' | 'pipe' | 2}
 */
function outputOf({ capture = false, progress = false }) {
  if (capture) return 'pipe';
  return progress ? 2 : 'inherit';
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} command
 * @returns {Promise<void>}
 */
function ended(child, command) {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new CommandFailed(command, `could not be started: ${cause.message}`, 127));
    });
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else if (signal !== null) reject(new CommandFailed(command, `was ended by ${signal}`, 1));
      else reject(new CommandFailed(command, `exited with code ${code}`, code ?? 1));
    });
  });
}
