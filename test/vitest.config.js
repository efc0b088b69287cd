// SPDX-License-Identifier: Apache-2.0
import { defineConfig, mergeConfig } from 'vitest/config';

import shared from '@virtcontainers/config/vitest';

export default mergeConfig(
  { ...shared, test: { ...shared.test, include: [] } },
  defineConfig({ test: { include: ['structure/**/*.test.ts', 'e2e/**/*.test.ts', 'bench/**/*.test.ts'] } }),
);
