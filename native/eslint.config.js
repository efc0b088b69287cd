// SPDX-License-Identifier: Apache-2.0
import { packageRules } from '@virtcontainers/config/eslint';

export default packageRules('native');
