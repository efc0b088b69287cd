// SPDX-License-Identifier: Apache-2.0
import { packageRules } from './eslint.js';

export default packageRules('config');
