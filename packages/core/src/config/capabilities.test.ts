// SPDX-License-Identifier: Apache-2.0

import { expect, it } from 'vitest';
import { capabilityNames } from './capabilities.js';

it('lists the capabilities by their numbers in linux/capability.h', () => {
  expect(capabilityNames).toHaveLength(41);
  expect(capabilityNames.indexOf('CAP_CHOWN')).toBe(0);
  expect(capabilityNames.indexOf('CAP_SYS_ADMIN')).toBe(21);
  expect(capabilityNames.indexOf('CAP_SYSLOG')).toBe(34);
  expect(capabilityNames.indexOf('CAP_CHECKPOINT_RESTORE')).toBe(40);
  expect(new Set(capabilityNames).size).toBe(41);
});
