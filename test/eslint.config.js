// SPDX-License-Identifier: Apache-2.0
import { packageRules } from '@virtcontainers/config/eslint';

export default [
  ...packageRules('test'),
  // A program: the console is where it talks to people.
  { files: ['bench/main.ts'], rules: { 'no-console': 'off' } },
];
