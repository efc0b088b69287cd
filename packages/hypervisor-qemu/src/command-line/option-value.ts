// SPDX-License-Identifier: Apache-2.0

/** A value in QEMU's option syntax before rendering. Undefined leaves the property out, a flag becomes `on` or `off`. */
export type OptionScalar = string | number | boolean | undefined;

/** Properties of an option, rendered in the order in which they stand. */
export type OptionProperties = Readonly<Record<string, OptionScalar>>;

/**
 * Renders `head,key=value,…`. A comma within a value is doubled, as QEMU's
 * option parser wants it; no other character is special there.
 */
export function renderOption(head: string, properties: OptionProperties = {}): string {
  const rendered = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${renderScalar(value)}`],
  );
  return [escapeCommas(head), ...rendered].join(',');
}

/** Renders an option that has no head: `key=value,…`. */
export function renderProperties(properties: OptionProperties): string {
  return renderOption('', properties).slice(1);
}

/** Doubles commas. */
export function escapeCommas(value: string): string {
  return value.replaceAll(',', ',,');
}

function renderScalar(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return escapeCommas(String(value));
}
