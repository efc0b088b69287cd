// SPDX-License-Identifier: Apache-2.0

import type { MessageInitShape } from '@bufbuild/protobuf';
import type { GuestSandbox } from '@virtcontainers/core';
import type { CreateSandboxRequestSchema, StorageSchema } from '../gen/agent_pb.js';
import { sandboxShmDir, sharedDir } from '../guest-paths.js';

/** Size of the shared memory of a sandbox, in bytes: what container engines give one container. */
const shmBytes = 64 * 1024 * 1024;

/** The longest host name of Linux, in bytes. */
const maxHostnameBytes = 64;

const shareTypes = { '9p': '9p', 'virtio-fs': 'virtiofs' } as const;

/** The request that sets a sandbox up: what the guest mounts for all containers, its name, and its resolvers. */
export function sandboxRequest(sandbox: GuestSandbox): MessageInitShape<typeof CreateSandboxRequestSchema> {
  return {
    sandboxId: sandbox.sandboxId,
    hostname: Buffer.from(sandbox.hostname).subarray(0, maxHostnameBytes).toString(),
    dns: [...sandbox.dns],
    storages: [...(sandbox.share === undefined ? [] : [shareStorage(sandbox.share)]), shmStorage],
  };
}

type StorageInit = MessageInitShape<typeof StorageSchema>;

function shareStorage({ driver, tag, mountOptions }: NonNullable<GuestSandbox['share']>): StorageInit {
  return { driver, source: tag, fstype: shareTypes[driver], options: [...mountOptions], mountPoint: sharedDir };
}

const shmStorage: StorageInit = {
  driver: 'ephemeral',
  source: 'shm',
  fstype: 'tmpfs',
  options: ['noexec', 'nosuid', 'nodev', 'mode=1777', `size=${shmBytes}`],
  mountPoint: sandboxShmDir,
};
