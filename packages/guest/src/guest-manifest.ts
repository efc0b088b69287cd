// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

import { isModuleStage, type ModuleStage } from './module-stage.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'not a sha-256 in lower-case hex');
const sizeBytes = z.int().positive();

/** A file of the guest: how it is shipped, and what it unpacks to. */
const packedFile = z.strictObject({
  /** Name of the packed file beside the manifest. */
  file: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'not a plain file name'),
  compression: z.literal('brotli'),
  packedSizeBytes: sizeBytes,
  packedSha256: sha256,
  /** Size after unpacking. */
  sizeBytes,
  /** Hash after unpacking. */
  sha256,
});

/**
 * What is known of a built guest. It is written last, so that a manifest which
 * can be read always names files that are complete.
 */
export const guestManifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  /** Names what the guest unpacks to: two builds with the same content have the same hash. */
  contentHash: sha256,
  /** Hash of everything that went into the build. A build with the same inputs has nothing to do. */
  inputsHash: sha256,
  /** The kernel's release as uname(2) tells it in the guest. */
  kernelRelease: z.string().min(1),
  kernel: packedFile,
  initramfs: packedFile,
  /** The Debian packages that the guest was made from. */
  packages: z.array(z.strictObject({ name: z.string(), version: z.string(), sha256 })),
  /** The agent that is the guest's first process. */
  agent: z.strictObject({ sha256, sizeBytes }),
  /** Kernel modules in the order in which the agent loads them. */
  modules: z.array(
    z.strictObject({
      stage: z.custom<ModuleStage>((word) => typeof word === 'string' && isModuleStage(word)),
      name: z.string(),
    }),
  ),
});

/** The content of a guest's `manifest.json`. */
export type GuestManifest = z.infer<typeof guestManifestSchema>;

/** A packed file as a {@link GuestManifest} describes it. */
export type PackedFile = GuestManifest['kernel'];

/** The manifest's file name in the directory of a shipped guest. */
export const manifestFileName = 'manifest.json';
