// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

import shared from './vitest.js';

export default defineConfig({
  test: { ...shared.test, include: ['{project,results}/**/*.test.js'] },
});
