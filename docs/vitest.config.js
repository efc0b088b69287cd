// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

import shared from '@virtcontainers/config/vitest';

export default defineConfig({
  test: { ...shared.test, include: ['{demo,examples,checks}/**/*.test.ts'] },
});
