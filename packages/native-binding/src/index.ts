// SPDX-License-Identifier: Apache-2.0
export * from './guard/vc-guard-launcher.js';
export * from './native-error.js';
