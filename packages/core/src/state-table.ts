// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError } from './error.js';

/** One row of a state machine: in any of these states, this event leads to that state. */
export interface Transition<State extends string, Event extends string> {
  readonly from: readonly State[];
  readonly event: Event;
  readonly to: State;
}

/** A state machine as data: its transitions, and the states in which each operation is legal. */
export interface StateTable<State extends string, Event extends string, Operation extends string> {
  /** What the machine belongs to, for messages, for example `sandbox`. */
  readonly subject: string;
  readonly states: readonly State[];
  readonly transitions: readonly Transition<State, Event>[];
  /** Operations that need a state without changing it. */
  readonly operations: Readonly<Record<Operation, readonly State[]>>;
}

/**
 * Asks a table where an event leads.
 *
 * @throws VirtcontainersError INVALID_STATE when the event is not legal in this state; `details` names `state`,
 * `operation` and `allowed`, the states in which it is
 */
export function nextState<State extends string, Event extends string>(
  table: StateTable<State, Event, string>,
  state: State,
  event: Event,
): State {
  const rows = table.transitions.filter((row) => row.event === event);
  const row = rows.find(({ from }) => from.includes(state));
  if (row !== undefined) return row.to;
  throw wrongState(
    table.subject,
    state,
    event,
    rows.flatMap(({ from }) => from),
  );
}

/**
 * Asks a table whether an operation is legal.
 *
 * @throws VirtcontainersError INVALID_STATE as {@link nextState} does
 */
export function requireState<State extends string, Operation extends string>(
  table: StateTable<State, string, Operation>,
  state: State,
  operation: Operation,
): void {
  const allowed: readonly State[] = table.operations[operation];
  if (!allowed.includes(state)) throw wrongState(table.subject, state, operation, allowed);
}

function wrongState(
  subject: string,
  state: string,
  operation: string,
  allowed: readonly string[],
): VirtcontainersError {
  return new VirtcontainersError('INVALID_STATE', `cannot ${operation} a ${subject} that is ${state}`, {
    details: { state, operation, allowed, remedy: `this is possible when the ${subject} is ${allowed.join(' or ')}` },
  });
}
