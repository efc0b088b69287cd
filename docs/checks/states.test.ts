// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';

import { containerTable, sandboxTable } from '@virtcontainers/core';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';

import { statesPage } from './states-page.js';

const page = fileURLToPath(new URL('../states.md', import.meta.url));

test('the page about states says what the tables say', async () => {
  const text = await format(statesPage([sandboxTable, containerTable]), {
    ...(await resolveConfig(page)),
    parser: 'markdown',
  });
  await expect(text).toMatchFileSnapshot(page);
});
