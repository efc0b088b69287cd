// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Does something while no other process that asks for the same lock does. Node.js has no flock(2), so that a child of
 * ours holds it: `flock FILE cat` echoes what it is sent as soon as it has the lock, and goes when its input ends,
 * however we end.
 *
 * @param path - the lock file, which is made if need be
 */
export async function withBuildLock<Value>(path: string, act: () => Promise<Value>): Promise<Value> {
  const holder = spawn('flock', [path, 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(holder, 'close');
  try {
    holder.stdin.write('\n');
    await Promise.race([
      once(holder.stdout, 'data'),
      ended.then(() => Promise.reject(new Error(`cannot lock ${path}`))),
    ]);
    return await act();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
