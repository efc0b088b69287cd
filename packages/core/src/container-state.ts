// SPDX-License-Identifier: Apache-2.0

import type { ProcessExit } from './process-exit.js';
import { nextState, requireState, type StateTable } from './state-table.js';

/** Every state of a container. */
export const containerStateNames = ['creating', 'ready', 'running', 'paused', 'stopped', 'deleted'] as const;

/** One of {@link containerStateNames}. */
export type ContainerStateName = (typeof containerStateNames)[number];

/**
 * What happens to a container. `exit`: its init process ended by itself, or with its virtual machine;
 * `fail`: it could not be created or started; `create`: a stopped one is made again in the guest.
 */
export type ContainerEvent = 'created' | 'start' | 'pause' | 'resume' | 'exit' | 'fail' | 'stop' | 'create' | 'delete';

/** What needs a container in a certain state without changing it. */
export type ContainerOperation = 'kill' | 'enter' | 'list processes of' | 'read statistics of';

/**
 * A container's state and what exists in it.
 *
 * @typeParam Init - what its owner keeps for the init process while there is one
 */
export type ContainerState<Init> =
  /** It is being made in the guest. */
  | { readonly name: 'creating' }
  /** Made in the guest; its init process has not been started. */
  | { readonly name: 'ready'; readonly init: Init }
  /** Its init process runs. */
  | { readonly name: 'running'; readonly init: Init; readonly startTime: Date }
  /** Its init process stands still, with its sandbox. */
  | { readonly name: 'paused'; readonly init: Init; readonly startTime: Date }
  /** Its init process is gone; `exit` is absent where it never ran. */
  | { readonly name: 'stopped'; readonly exit?: ProcessExit; readonly startTime?: Date }
  /** Gone. */
  | { readonly name: 'deleted' };

/**
 * The state machine of a container. A sandbox's pause takes the running ones
 * along; the ready and stopped ones stay what they are, so that a resume brings
 * each back as it was.
 */
export const containerTable: StateTable<ContainerStateName, ContainerEvent, ContainerOperation> = {
  subject: 'container',
  states: containerStateNames,
  transitions: [
    { from: ['creating'], event: 'created', to: 'ready' },
    { from: ['ready'], event: 'start', to: 'running' },
    { from: ['running'], event: 'pause', to: 'paused' },
    { from: ['paused'], event: 'resume', to: 'running' },
    { from: ['running', 'paused'], event: 'exit', to: 'stopped' },
    { from: ['creating', 'ready'], event: 'fail', to: 'stopped' },
    { from: ['ready', 'running', 'paused'], event: 'stop', to: 'stopped' },
    { from: ['stopped'], event: 'create', to: 'creating' },
    { from: ['ready', 'stopped'], event: 'delete', to: 'deleted' },
  ],
  operations: {
    kill: ['ready', 'running'],
    enter: ['running'],
    'list processes of': ['running'],
    'read statistics of': ['running'],
  },
};

/** Where an event leads a container. Throws INVALID_STATE when it is not legal in this state. */
export function nextContainerState(state: ContainerStateName, event: ContainerEvent): ContainerStateName {
  return nextState(containerTable, state, event);
}

/** Throws INVALID_STATE when an operation is not legal in this state of a container. */
export function requireContainerState(state: ContainerStateName, operation: ContainerOperation): void {
  requireState(containerTable, state, operation);
}
