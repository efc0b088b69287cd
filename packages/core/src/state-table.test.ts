// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { containerStateNames, containerTable, nextContainerState, requireContainerState } from './container-state.js';
import { VirtcontainersError } from './error.js';
import { nextSandboxState, requireSandboxState, sandboxStateNames, sandboxTable } from './sandbox-state.js';
import { nextState, requireState, type StateTable } from './state-table.js';

/** `state event` to the state that it leads to: every pair that is legal, and no other. */
const sandboxMoves: Readonly<Record<string, string>> = {
  'creating created': 'ready',
  'creating fail': 'failed',
  'ready start': 'running',
  'ready fail': 'failed',
  'ready stop': 'stopped',
  'running pause': 'paused',
  'running fail': 'failed',
  'running stop': 'stopped',
  'paused resume': 'running',
  'paused fail': 'failed',
  'paused stop': 'stopped',
  'failed stop': 'stopped',
  'stopped boot': 'creating',
  'stopped delete': 'deleted',
};

const containerMoves: Readonly<Record<string, string>> = {
  'creating created': 'ready',
  'creating fail': 'stopped',
  'ready start': 'running',
  'ready fail': 'stopped',
  'ready stop': 'stopped',
  'ready delete': 'deleted',
  'running pause': 'paused',
  'running exit': 'stopped',
  'running stop': 'stopped',
  'paused resume': 'running',
  'paused exit': 'stopped',
  'paused stop': 'stopped',
  'stopped create': 'creating',
  'stopped delete': 'deleted',
};

const sandboxOperations: Readonly<Record<string, readonly string[]>> = {
  'create a container in': ['ready', 'running'],
  'start a container of': ['running'],
  'stop a container of': ['ready', 'running', 'paused'],
  'delete a container of': ['ready', 'running', 'paused', 'stopped'],
  'kill a container of': ['ready', 'running'],
  'enter a container of': ['running'],
  'list processes of': ['running'],
};

const containerOperations: Readonly<Record<string, readonly string[]>> = {
  kill: ['ready', 'running'],
  enter: ['running'],
  'list processes of': ['running'],
  'read statistics of': ['running'],
};

function outcome(act: () => string | undefined): string {
  try {
    return act() ?? 'allowed';
  } catch (error) {
    if (!(error instanceof VirtcontainersError)) throw error;
    return error.code;
  }
}

type AnyTable = StateTable<string, string, string>;

describe.each([
  ['sandbox', sandboxTable as AnyTable, sandboxMoves, sandboxOperations],
  ['container', containerTable as AnyTable, containerMoves, containerOperations],
])('the table of a %s', (_name, table, moves, operations) => {
  const events = [...new Set(table.transitions.map(({ event }) => event))];

  it('leads each pair of state and event where it should, and nowhere else', () => {
    for (const state of table.states) {
      for (const event of events) {
        const expected = moves[`${state} ${event}`] ?? 'INVALID_STATE';
        expect(
          outcome(() => nextState(table, state, event)),
          `${state} ${event}`,
        ).toBe(expected);
      }
    }
  });

  it('has no second row for a pair, which would never be reached', () => {
    const pairs = table.transitions.flatMap(({ from, event }) => from.map((state) => `${state} ${event}`));
    expect(pairs.sort()).toEqual(Object.keys(moves).sort());
  });

  it('allows each operation in the states where it should, and in no other', () => {
    expect(Object.keys(table.operations).sort()).toEqual(Object.keys(operations).sort());
    for (const [operation, allowed] of Object.entries(operations)) {
      for (const state of table.states) {
        const expected = allowed.includes(state) ? 'allowed' : 'INVALID_STATE';
        expect(
          outcome(() => {
            requireState(table, state, operation);
            return undefined;
          }),
          `${operation} ${state}`,
        ).toBe(expected);
      }
    }
  });

  it('can reach every state from creating, and leaves deleted never', () => {
    const reached = new Set(['creating']);
    for (const { from, to } of [...table.transitions, ...table.transitions, ...table.transitions]) {
      if (from.some((state) => reached.has(state))) reached.add(to);
    }
    expect([...reached].sort()).toEqual([...table.states].sort());
    expect(table.transitions.some(({ from }) => from.includes('deleted'))).toBe(false);
  });
});

describe('a refused event', () => {
  it('names the operation, the state and where it would be legal', () => {
    expect(() => nextSandboxState('paused', 'start')).toThrow(
      expect.objectContaining({
        code: 'INVALID_STATE',
        message: 'cannot start a sandbox that is paused',
        details: {
          operation: 'start',
          state: 'paused',
          allowed: ['ready'],
          remedy: 'this is possible when the sandbox is ready',
        },
      }),
    );
  });

  it('reads well for each machine', () => {
    const words = (act: () => unknown) => {
      try {
        act();
      } catch (error) {
        return (error as Error).message;
      }
      return 'allowed';
    };
    expect(words(() => nextContainerState('running', 'delete'))).toBe('cannot delete a container that is running');
    expect(
      words(() => {
        requireSandboxState('paused', 'enter a container of');
      }),
    ).toBe('cannot enter a container of a sandbox that is paused');
    expect(
      words(() => {
        requireContainerState('stopped', 'enter');
      }),
    ).toBe('cannot enter a container that is stopped');
  });
});

it('lists each state once', () => {
  expect(new Set(sandboxStateNames).size).toBe(sandboxStateNames.length);
  expect(new Set(containerStateNames).size).toBe(containerStateNames.length);
});
