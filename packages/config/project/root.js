// SPDX-License-Identifier: Apache-2.0
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The absolute path of the repository's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Where downloaded tools and caches of the build lie; git ignores it and it may be deleted at any time. */
export const cacheDir = join(root, '.cache');
