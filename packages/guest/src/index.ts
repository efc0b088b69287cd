// SPDX-License-Identifier: Apache-2.0
export * from './embedded-guest.js';
export * from './guest-manifest.js';
export * from './kernel-parameters.js';
export type { ModuleStage } from './module-stage.js';
