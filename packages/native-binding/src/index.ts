// SPDX-License-Identifier: Apache-2.0
export type { FileKind } from './addon.js';
export * from './guard/vc-guard-launcher.js';
export * from './native-error.js';
export * from './owned-fd.js';
export * from './process-end.js';
export * from './vsock/connect-vsock.js';
export * from './vsock/linux-vsock-host.js';
