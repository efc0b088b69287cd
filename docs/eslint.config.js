// SPDX-License-Identifier: Apache-2.0
import { packageRules } from '@virtcontainers/config/eslint';

export default [
  ...packageRules('docs'),
  // These are programs: the console is where they talk to people.
  { files: ['demo/**', 'examples/**'], rules: { 'no-console': 'off' } },
];
