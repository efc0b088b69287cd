// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { renderJson, renderTable } from './render-rows.js';
import { comparedRow, plainRow } from './row.js';

const rows = [
  comparedRow('boot', 1200, 'ms', { name: 'bare guest', value: 1000 }, 5),
  plainRow('rpc.calls', 25_000, '1/s', 10_000),
];

test('a table for people, its columns aligned', () => {
  expect(renderTable(rows)).toBe(
    [
      'name       value      ratio  against              samples',
      'boot       1200 ms    1.20   bare guest: 1000 ms  5',
      'rpc.calls  25000 1/s                              10000',
    ].join('\n'),
  );
});

test('an object a line for programs', () => {
  expect(
    renderJson(rows)
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { name: 'boot', value: 1200, unit: 'ms', against: { name: 'bare guest', value: 1000 }, ratio: 1.2, samples: 5 },
    { name: 'rpc.calls', value: 25_000, unit: '1/s', against: null, ratio: null, samples: 10_000 },
  ]);
});
