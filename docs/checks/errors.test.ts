// SPDX-License-Identifier: Apache-2.0
import { errorCodes, VirtcontainersError } from '@virtcontainers/core';
import { expect, test } from 'vitest';

import { readPage } from './pages.js';

/** The rows of the table of codes: the code, and whether the page says that trying again may help. */
const rows = [...readPage('docs/errors.md').matchAll(/^\| `([A-Z_]+)`\s*\| (yes|no)\s*\|/gm)];

test('the page about errors has every code once, in the order of the source', () => {
  expect(rows.map(([, code]) => code)).toEqual([...errorCodes]);
});

test('the page tells truly which codes are worth another try', () => {
  const told = rows.map(([, code, retryable]) => [code, retryable === 'yes']);
  expect(told).toEqual(errorCodes.map((code) => [code, new VirtcontainersError(code, 'x').retryable]));
});
