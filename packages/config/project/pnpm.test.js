// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { pinnedPnpmVersion } from './pnpm.js';

test('reads the pinned version', () => {
  expect(pinnedPnpmVersion('{"packageManager":"pnpm@12.21.0"}')).toBe('12.21.0');
});

test.each(['{}', '{"packageManager":"yarn@4.0.0"}', '{"packageManager":"pnpm@^12"}'])('refuses %s', (manifest) => {
  expect(() => pinnedPnpmVersion(manifest)).toThrow('packageManager');
});
