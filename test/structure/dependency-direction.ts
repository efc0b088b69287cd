// SPDX-License-Identifier: Apache-2.0

/** A use of one package of the workspace by another. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Where it is written: a manifest or a source file. */
  readonly where: string;
  /** Whether only tests and tools use it, so that users never get it. */
  readonly development: boolean;
}

/**
 * Which packages of the workspace each package may need to run. Dependencies point downward only: the three in the
 * middle know core and nothing of one another; core knows nobody.
 */
const mayDependOn: Readonly<Record<string, readonly string[]>> = {
  '@virtcontainers/core': [],
  '@virtcontainers/config': [],
  '@virtcontainers/native': [],
  '@virtcontainers/testkit': ['@virtcontainers/core'],
  '@virtcontainers/hypervisor-qemu': ['@virtcontainers/core'],
  '@virtcontainers/agent-kata': ['@virtcontainers/core'],
  '@virtcontainers/native-binding': ['@virtcontainers/core', '@virtcontainers/native'],
  '@virtcontainers/guest': ['@virtcontainers/core'],
  virtcontainers: [
    '@virtcontainers/core',
    '@virtcontainers/hypervisor-qemu',
    '@virtcontainers/agent-kata',
    '@virtcontainers/native-binding',
    '@virtcontainers/guest',
  ],
};

/** What only tests and tools may use, besides what the package itself may depend on. */
const developmentOnly: Readonly<Record<string, readonly string[]>> = {
  '@virtcontainers/guest': ['@virtcontainers/native'],
  '@virtcontainers/native': ['@virtcontainers/agent-kata'],
};
const developmentForAll = ['@virtcontainers/config', '@virtcontainers/testkit'];

/** The packages on top of all: they hold whole-system tests and examples, and nothing depends on them to run. */
const onTop = new Set(['@virtcontainers/test', '@virtcontainers/docs']);

/** Says what is wrong with each edge that points against the direction. */
export function againstDirection(edges: readonly Edge[]): readonly string[] {
  return edges.filter((edge) => !isAllowed(edge)).map(({ from, to, where }) => `${where}: ${from} must not use ${to}`);
}

function isAllowed({ from, to, development }: Edge): boolean {
  if (from === to || onTop.has(from)) return true;
  const always = mayDependOn[from];
  if (always === undefined) return false;
  const inDevelopment = [...developmentForAll, ...(developmentOnly[from] ?? [])];
  return always.includes(to) || (development && inDevelopment.includes(to));
}
