// SPDX-License-Identifier: Apache-2.0

const plainName = /^[A-Za-z_$][A-Za-z0-9_$]*$/u;

/** Writes the path to a field as a caller would in code, for example `containers[0].cmd.args` or `annotations["a.b"]`. */
export function fieldPath(parts: readonly PropertyKey[]): string {
  return parts.map(writePart).join('').replace(/^\./u, '');
}

function writePart(part: PropertyKey): string {
  if (typeof part === 'number') return `[${part}]`;
  const name = String(part);
  return plainName.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
