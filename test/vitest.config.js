// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

import shared from '@virtcontainers/config/vitest';

export default defineConfig({
  test: {
    ...shared.test,
    include: ['{structure,fixtures,e2e,bench,nested}/**/*.test.ts'],
    // These run inside the nested host.
    exclude: ['nested/inside/**'],
  },
});
