// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { absolutePathSchema } from './absolute-path.js';
import { annotationsSchema } from './annotations.js';
import { cmdSchema } from './cmd.js';
import { deviceInfoSchema } from './device-info.js';
import { generateId, idSchema } from './id.js';
import { mountSchema } from './mount.js';

/** The configuration of a container. */
export const containerConfigSchema = z.strictObject({
  /** Id, unique in its sandbox. Default: generated. */
  id: idSchema.default(() => generateId('container')),
  /** Directory on the host that holds the root file system. */
  rootFs: absolutePathSchema,
  /** Refuse writes to the root file system. Default: false. */
  readonlyRootfs: z.boolean().default(false),
  /** The command that is the container's init process. */
  cmd: cmdSchema,
  /** What the caller keeps with the container. Default: nothing. */
  annotations: annotationsSchema.prefault({}),
  /** Mounts, in the order in which they are made. Default: none beside the usual ones. */
  mounts: z.array(mountSchema).readonly().prefault([]),
  /** Devices that must be there in the container. Default: none beside the usual ones. */
  deviceInfos: z.array(deviceInfoSchema).readonly().prefault([]),
});

/** The configuration of a container, checked, with its defaults filled in. */
export type ContainerConfig = z.output<typeof containerConfigSchema>;
/** {@link ContainerConfig} as a caller gives it. */
export type ContainerConfigInput = z.input<typeof containerConfigSchema>;
