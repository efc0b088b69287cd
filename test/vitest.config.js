// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

import shared from '@virtcontainers/config/vitest';

export default defineConfig({
  test: { ...shared.test, include: ['{structure,fixtures,e2e,bench}/**/*.test.ts'] },
});
