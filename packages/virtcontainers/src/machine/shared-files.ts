// SPDX-License-Identifier: Apache-2.0

import {
  type ContainerConfig,
  type FileShare,
  type GuestContainer,
  type ResourceStack,
  type WaitOptions,
} from '@virtcontainers/core';

interface SharedFile {
  readonly source: string;
  /** Its name in the share. */
  readonly name: string;
  readonly readOnly: boolean;
}

/** The names under which a container's files stand in the share. */
export function sharedNames({ id, mounts }: ContainerConfig): Pick<GuestContainer, 'rootfsName' | 'mountNames'> {
  const binds = mounts.flatMap(({ type }, index) =>
    type === 'bind' ? [[index, `${id}/mount-${index}`] as const] : [],
  );
  return { rootfsName: `${id}/rootfs`, mountNames: new Map(binds) };
}

function sharedFiles(config: ContainerConfig): SharedFile[] {
  const { rootfsName, mountNames } = sharedNames(config);
  const binds = config.mounts.flatMap(({ source, readOnly }, index) => {
    const name = mountNames.get(index);
    return name === undefined || source === undefined ? [] : [{ source, name, readOnly }];
  });
  return [{ source: config.rootFs, name: rootfsName, readOnly: config.readonlyRootfs }, ...binds];
}

/** Offers a container's root file system and binds to the guest; each undo goes on the stack. */
export async function attachFiles(
  share: FileShare,
  config: ContainerConfig,
  stack: ResourceStack,
  options: WaitOptions,
): Promise<void> {
  for (const { source, name, readOnly } of sharedFiles(config)) {
    await share.attach(source, name, { ...options, readOnly });
    stack.defer(() => share.detach(name));
  }
}
