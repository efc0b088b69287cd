// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { absolutePathSchema, containerPathSchema } from './absolute-path.js';
import { idSchema } from './id.js';
import { rule } from './rule.js';

/** Largest major number of a device (12 bits). */
export const maxMajor = 4095;
/** Largest minor number of a device (20 bits). */
export const maxMinor = 1_048_575;
/** All permission bits of a file. */
export const maxFileMode = 0o7777;
/** Largest user or group id: the one above it means "none". */
export const maxUserId = 4_294_967_294;

const userIdSchema = z.int().min(0).max(maxUserId);

/** A device that must be there in a container. */
export const deviceInfoSchema = z.strictObject({
  /** Device on the host. Default: found by its numbers. */
  hostPath: absolutePathSchema.optional(),
  /** Device in the container. */
  containerPath: containerPathSchema,
  /** Type: `c` and `u` character, `b` block, `p` FIFO. */
  devType: z.enum(['c', 'b', 'u', 'p']),
  /** Major number, 0 to 4095. Default: 0. */
  major: z.int().min(0).max(maxMajor).default(0),
  /** Minor number, 0 to 1048575. Default: 0. */
  minor: z.int().min(0).max(maxMinor).default(0),
  /** Permission bits, 0 to 0o7777. Default: 0o666. */
  fileMode: z.int().min(0).max(maxFileMode).default(0o666),
  /** Owner, 0 to 4294967294. Default: 0. */
  uid: userIdSchema.default(0),
  /** Group, 0 to 4294967294. Default: 0. */
  gid: userIdSchema.default(0),
  /** Whether the device was hotplugged: filled in by the SDK in what it reports, so true is refused here. */
  hotplugged: z
    .boolean()
    .refine((given) => !given, rule('is filled in by the sdk', 'leave the field out'))
    .default(false),
  /** Id of the device for the hypervisor. Default: generated. */
  id: idSchema.optional(),
});

/** A device that must be there in a container, checked. */
export type DeviceInfo = z.output<typeof deviceInfoSchema>;
/** {@link DeviceInfo} as a caller gives it. */
export type DeviceInfoInput = z.input<typeof deviceInfoSchema>;
