// SPDX-License-Identifier: Apache-2.0

import { expect, it } from 'vitest';
import { interworkingModels, isValidInterworkingModel } from './network-config.js';

it('knows the interworking models, and nothing else', () => {
  expect(interworkingModels.every(isValidInterworkingModel)).toBe(true);
  for (const other of ['', 'bridged', 'Default', 0, null, undefined])
    expect(isValidInterworkingModel(other)).toBe(false);
});
