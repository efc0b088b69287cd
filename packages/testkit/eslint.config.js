// SPDX-License-Identifier: Apache-2.0
import { packageRules } from '@virtcontainers/config/eslint';

export default [
  ...packageRules('testkit'),
  {
    // A contract suite is a test file that other packages call, and a test file's blocks are as long as their list of tests.
    files: ['src/suite/describe-*.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
];
