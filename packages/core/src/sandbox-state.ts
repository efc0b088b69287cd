// SPDX-License-Identifier: Apache-2.0

import type { VirtcontainersError } from './error.js';
import { nextState, requireState, type StateTable } from './state-table.js';

/** Every state of a sandbox. */
export const sandboxStateNames = ['creating', 'ready', 'running', 'paused', 'failed', 'stopped', 'deleted'] as const;

/** One of {@link sandboxStateNames}. */
export type SandboxStateName = (typeof sandboxStateNames)[number];

/** What happens to a sandbox. `boot` begins to create a stopped one again. */
export type SandboxEvent = 'created' | 'start' | 'pause' | 'resume' | 'fail' | 'stop' | 'boot' | 'delete';

/** What needs a sandbox in a certain state without changing it. */
export type SandboxOperation =
  | 'create a container in'
  | 'start a container of'
  | 'stop a container of'
  | 'delete a container of'
  | 'kill a container of'
  | 'enter a container of'
  | 'list processes of';

/**
 * A sandbox's state and what exists in it.
 *
 * @typeParam Machine - what its owner keeps while there is a virtual machine
 */
export type SandboxState<Machine> =
  /** The virtual machine boots and its containers are created. */
  | { readonly name: 'creating' }
  /** The virtual machine runs; no container was started yet. */
  | { readonly name: 'ready'; readonly machine: Machine }
  /** Containers were started. */
  | { readonly name: 'running'; readonly machine: Machine }
  /** The virtual CPUs stand still. */
  | { readonly name: 'paused'; readonly machine: Machine }
  /** It cannot go on; what is left of it is taken down by a stop. */
  | { readonly name: 'failed'; readonly cause: VirtcontainersError; readonly machine?: Machine }
  /** No virtual machine; the configuration is kept, so that it can be started again. */
  | { readonly name: 'stopped' }
  /** Gone. */
  | { readonly name: 'deleted' };

/** The states of a sandbox that has a working virtual machine. */
export type LiveSandboxState<Machine> = Extract<SandboxState<Machine>, { name: 'ready' | 'running' | 'paused' }>;

/** The state machine of a sandbox. */
export const sandboxTable: StateTable<SandboxStateName, SandboxEvent, SandboxOperation> = {
  subject: 'sandbox',
  states: sandboxStateNames,
  transitions: [
    { from: ['creating'], event: 'created', to: 'ready' },
    { from: ['ready'], event: 'start', to: 'running' },
    { from: ['running'], event: 'pause', to: 'paused' },
    { from: ['paused'], event: 'resume', to: 'running' },
    { from: ['creating', 'ready', 'running', 'paused'], event: 'fail', to: 'failed' },
    { from: ['ready', 'running', 'paused', 'failed'], event: 'stop', to: 'stopped' },
    { from: ['stopped'], event: 'boot', to: 'creating' },
    { from: ['stopped'], event: 'delete', to: 'deleted' },
  ],
  operations: {
    'create a container in': ['ready', 'running'],
    'start a container of': ['running'],
    'stop a container of': ['ready', 'running', 'paused'],
    'delete a container of': ['ready', 'running', 'paused', 'stopped'],
    'kill a container of': ['ready', 'running'],
    'enter a container of': ['running'],
    'list processes of': ['running'],
  },
};

/** Where an event leads a sandbox. Throws INVALID_STATE when it is not legal in this state. */
export function nextSandboxState(state: SandboxStateName, event: SandboxEvent): SandboxStateName {
  return nextState(sandboxTable, state, event);
}

/** Throws INVALID_STATE when an operation is not legal in this state of a sandbox. */
export function requireSandboxState(state: SandboxStateName, operation: SandboxOperation): void {
  requireState(sandboxTable, state, operation);
}
