// SPDX-License-Identifier: Apache-2.0
export * from './fake/bind-table.js';
export * from './fake/fake-agent.js';
export * from './fake/fake-container.js';
export * from './fake/fake-hypervisor.js';
export * from './fake/fake-network.js';
export * from './fake/fake-pid.js';
export * from './fake/fake-pipe.js';
export * from './fake/fake-process-guard.js';
export * from './fake/fake-process.js';
export * from './fake/fake-transport.js';
export * from './fake/fake-userland.js';
export * from './fake/fake-virtual-machine.js';
export * from './fake/faults.js';
export * from './fake/recording-logger.js';
