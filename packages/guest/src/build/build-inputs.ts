// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { interpreterOf } from './dynamic-linking.js';
import { readElf } from './elf.js';
import { guestModules } from './guest-modules.js';
import type { GuestPackages } from './guest-packages.js';

/** Changed whenever the builder makes something else from the same inputs. */
const builderVersion = 1;

/** One hash over everything that decides what the build makes. */
export function hashInputs(agent: Buffer, { kernel, runtime }: GuestPackages): string {
  const packages = [kernel, ...runtime].map(({ name, version, sha256 }) => [name, version, sha256]);
  const inputs = {
    builderVersion,
    packages,
    modules: [...guestModules],
    agent: createHash('sha256').update(agent).digest('hex'),
  };
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
}

/**
 * Reads the agent.
 *
 * @throws Error when it was not built yet, or is linked dynamically: the first process has no libraries of its own to load
 */
export async function readAgent(path: string): Promise<Buffer> {
  const agent = await readFile(path).catch((cause: unknown) => {
    throw new Error(`no guest agent at ${path}: build it with pnpm --filter @virtcontainers/native build`, { cause });
  });
  if (interpreterOf(readElf(agent, path)) !== undefined)
    throw new Error(`the guest agent is not a static program: ${path}`);
  return agent;
}
