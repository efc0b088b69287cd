// SPDX-License-Identifier: Apache-2.0
import type { Row } from './row.js';

/** The rows as a table for people. */
export function renderTable(rows: readonly Row[]): string {
  const cells = [['name', 'value', 'ratio', 'against', 'samples'], ...rows.map(cellsOf)];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0))) ?? [];
  return cells
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The rows for programs: one JSON object a line. */
export function renderJson(rows: readonly Row[]): string {
  return rows.map((row) => JSON.stringify(row)).join('\n');
}

function cellsOf({ name, value, unit, against, ratio, samples }: Row): string[] {
  return [
    name,
    `${rounded(value)} ${unit}`,
    ratio === null ? '' : rounded(ratio),
    against === null ? '' : `${against.name}: ${rounded(against.value)} ${unit}`,
    String(samples),
  ];
}

const rounded = (value: number): string => (Math.abs(value) >= 1000 ? value.toFixed(0) : value.toPrecision(3));
