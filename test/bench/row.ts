// SPDX-License-Identifier: Apache-2.0

/** What a measurement is compared with. */
export interface Reference {
  /** What was measured beside it, in words. */
  readonly name: string;
  /** Its value, in the row's unit. */
  readonly value: number;
}

/** One result of a benchmark. */
export interface Row {
  /** The benchmark's name, and after a dot what of it was measured. */
  readonly name: string;
  readonly value: number;
  /** For example `ms`, `us`, `1/s` or `MiB`. */
  readonly unit: string;
  /** What the value is compared with, measured in the same run; null where there is nothing to compare with. */
  readonly against: Reference | null;
  /** The value divided by the reference's; null where there is none. */
  readonly ratio: number | null;
  /** How many measurements the value is made from. */
  readonly samples: number;
}

/** A row without a reference. */
export function plainRow(name: string, value: number, unit: string, samples: number): Row {
  return { name, value, unit, against: null, ratio: null, samples };
}

/** A row with the ratio of its value to a reference. */
export function comparedRow(name: string, value: number, unit: string, against: Reference, samples: number): Row {
  return { name, value, unit, against, ratio: value / against.value, samples };
}
