// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { absolutePathSchema, containerPathSchema } from './absolute-path.js';
import { rule } from './rule.js';
import { lineSchema } from './text.js';

const typePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/u;

/** One option of a mount, such as `nosuid` or `size=64m`: a comma would make it two. */
const mountOptionSchema = lineSchema.refine(
  (option) => !option.includes(','),
  rule('holds a comma', 'give each option as an element of its own'),
);

/** A mount in a container. A `bind` mount takes a host directory or file, every other type is made in the guest. */
export const mountSchema = z
  .strictObject({
    /** Host directory or file of a `bind` mount; for other types what mount(2) takes. Default: the type's name. */
    source: lineSchema.optional(),
    /** Path in the container, which is made where it is missing. */
    destination: containerPathSchema,
    /** Type of file system, for example `bind` or `tmpfs`. Default: `bind`. */
    type: z
      .string()
      .refine(
        (type) => typePattern.test(type),
        rule('is not the name of a file system type', 'give a type such as bind or tmpfs'),
      )
      .default('bind'),
    /** Mount options, each an element. Default: none. */
    options: z.array(mountOptionSchema).readonly().prefault([]),
    /** Where the host keeps the bind: filled in by the SDK in what it reports. */
    hostPath: absolutePathSchema.optional(),
    /** Refuse writes through this mount. Default: false. */
    readOnly: z.boolean().default(false),
  })
  .refine(({ destination }) => !/^\/+$/u.test(destination), {
    ...rule('is the root directory', 'give the root file system in rootFs'),
    path: ['destination'],
  })
  .refine(({ type, source }) => type !== 'bind' || source?.startsWith('/') === true, {
    ...rule('is not an absolute path, which a bind mount needs', 'give the host directory or file to mount'),
    path: ['source'],
  });

/** A mount in a container, checked. */
export type Mount = z.output<typeof mountSchema>;
/** {@link Mount} as a caller gives it. */
export type MountInput = z.input<typeof mountSchema>;
