// SPDX-License-Identifier: Apache-2.0

import { expect, it } from 'vitest';
import { fieldPath } from './field-path.js';

it.each([
  [[], ''],
  [['id'], 'id'],
  [['containers', 0, 'cmd', 'args'], 'containers[0].cmd.args'],
  [[0, 'key'], '[0].key'],
  [['annotations', 'org.example.key'], 'annotations["org.example.key"]'],
  [['annotations', 'say "hi"'], 'annotations["say \\"hi\\""]'],
  [['0'], '["0"]'],
  [['$a_1', '_'], '$a_1._'],
] as const)('writes %j as %s', (parts, path) => {
  expect(fieldPath(parts)).toBe(path);
});
