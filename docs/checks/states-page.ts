// SPDX-License-Identifier: Apache-2.0
import type { StateTable } from '@virtcontainers/core';

type AnyTable = StateTable<string, string, string>;

/** The page about states, made from the tables that the code itself asks. */
export function statesPage(tables: readonly AnyTable[]): string {
  const head = [
    '# States',
    '',
    'The state machines of `@virtcontainers/core`, printed from the tables that the code asks before it does anything.',
    'What is not in a table is refused with `INVALID_STATE`, and the error names the states in which it is legal.',
    'A test compares this page with the tables; `npx vitest run --update checks/states.test.ts` in `docs/` writes it anew.',
  ];
  return [...head, ...tables.flatMap(section), ''].join('\n');
}

function section(table: AnyTable): readonly string[] {
  const title = `${table.subject.charAt(0).toUpperCase()}${table.subject.slice(1)}`;
  return [
    '',
    `## ${title}`,
    '',
    'States: ' + codeList(table.states) + '.',
    '',
    ...diagram(table),
    '',
    '| from | event | to |',
    '|---|---|---|',
    ...table.transitions.map(({ from, event, to }) => `| ${codeList(from)} | ${event} | \`${to}\` |`),
    '',
    'What needs a state without changing it:',
    '',
    '| operation | states |',
    '|---|---|',
    ...Object.entries(table.operations).map(([name, states]) => `| ${name} a ${table.subject} | ${codeList(states)} |`),
  ];
}

function diagram({ transitions }: AnyTable): readonly string[] {
  const arrows = transitions.flatMap(({ from, event, to }) => from.map((state) => `  ${state} --> ${to}: ${event}`));
  return ['```mermaid', 'stateDiagram-v2', ...arrows, '```'];
}

const codeList = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
