// SPDX-License-Identifier: Apache-2.0

export * from './accelerator-choice.js';
export * from './hypervisor-error.js';
export * from './host.js';
export * from './qemu-hypervisor.js';
export * from './qmp/qmp-client.js';
export * from './qmp/qmp-commands.js';
export * from './qmp/qmp-events.js';
export * from './time-limits.js';
