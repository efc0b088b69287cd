// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { absolutePathSchema } from './absolute-path.js';
import { rule } from './rule.js';

/** Longest mount tag in characters: what virtio-9p takes. */
export const maxMountTagLength = 31;

/** The tag of the share that containers' root file systems come through. */
export const reservedMountTag = 'kataShared';

const tagPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/u;

/** A host directory shared with the sandbox under a tag. */
export const volumeSchema = z.strictObject({
  /** Label that the guest mounts it by; 1 to 31 letters, digits, `_`, `.` and `-`; not `kataShared`. */
  mountTag: z
    .string()
    .refine(
      (tag) => tagPattern.test(tag) && tag.length <= maxMountTagLength,
      rule('is not a mount tag', `use 1 to ${maxMountTagLength} letters, digits, "_", "." and "-"`),
    )
    .refine((tag) => tag !== reservedMountTag, rule('is taken by the sdk itself', 'choose another tag')),
  /** The directory on the host. */
  hostPath: absolutePathSchema,
});

/** A host directory shared with the sandbox under a tag. */
export type Volume = z.output<typeof volumeSchema>;
/** {@link Volume} as a caller gives it. */
export type VolumeInput = z.input<typeof volumeSchema>;
