// SPDX-License-Identifier: Apache-2.0

import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type ContainerConfig, type SandboxConfig, VirtcontainersError } from '@virtcontainers/core';

interface HostPath {
  /** The field that names it. */
  readonly field: string;
  readonly path: string | undefined;
  readonly kind: 'file' | 'directory' | 'file or directory';
}

/**
 * Looks up every path that a configuration names, except the hypervisor's own
 * program: the hypervisor looks for that, and knows which package has it.
 *
 * @throws VirtcontainersError with the field in `details.path`: NOT_FOUND where nothing is there, INVALID_ARGUMENT
 * where something of another kind is, PERMISSION_DENIED where it may not be looked up
 */
export async function checkSandboxPaths(config: SandboxConfig): Promise<void> {
  const { kernelPath, imagePath, initrdPath } = config.hypervisorConfig;
  const files = Object.entries({ kernelPath, imagePath, initrdPath }).map(([field, path]) => ({
    field: `hypervisorConfig.${field}`,
    path,
    kind: 'file' as const,
  }));
  await checkAll([...files, ...config.containers.flatMap((container, index) => inContainer(container, index))]);
}

/** As {@link checkSandboxPaths}, for a container added to a sandbox. */
export async function checkContainerPaths(config: ContainerConfig): Promise<void> {
  await checkAll(inContainer(config));
}

function inContainer(config: ContainerConfig, index?: number): HostPath[] {
  const prefix = index === undefined ? '' : `containers[${index}].`;
  return [
    { field: `${prefix}rootFs`, path: config.rootFs, kind: 'directory' },
    ...config.mounts.flatMap(({ type, source }, mount): HostPath[] =>
      type === 'bind' ? [{ field: `${prefix}mounts[${mount}].source`, path: source, kind: 'file or directory' }] : [],
    ),
  ];
}

/** One after the other, so that of several mistakes the first is told. */
async function checkAll(paths: readonly HostPath[]): Promise<void> {
  for (const { field, path, kind } of paths) {
    if (path === undefined) continue;
    if (isOfKind(await lookUp(path, field), kind)) continue;
    throw new VirtcontainersError('INVALID_ARGUMENT', `${path} is not a ${kind}`, {
      details: { path: field, remedy: `give the path of a ${kind}` },
    });
  }
}

function isOfKind(stats: Stats, kind: HostPath['kind']): boolean {
  return (kind !== 'directory' && stats.isFile()) || (kind !== 'file' && stats.isDirectory());
}

async function lookUp(path: string, field: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (cause) {
    const errno = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const denied = errno === 'EACCES';
    throw new VirtcontainersError(
      denied ? 'PERMISSION_DENIED' : 'NOT_FOUND',
      `${path} ${denied ? 'may not be looked up' : 'does not exist'}`,
      {
        cause,
        details: {
          path: field,
          errno,
          remedy: denied ? 'run as a user who may' : 'give a path that exists on this host',
        },
      },
    );
  }
}
