// SPDX-License-Identifier: Apache-2.0

/** One version of a Debian package, as the package index describes it. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  /** Hash of the package file. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** What the package depends on, as its control field spells it. */
  readonly depends: string;
}

/**
 * Reads stanzas of a package index, as apt-cache(8) shows them.
 *
 * @throws Error when one lacks a field: a package that is installed but in no index has no hash, and cannot be downloaded
 */
export function parsePackages(text: string): DebianPackage[] {
  return text
    .split(/\n\n+/)
    .filter((stanza) => stanza.trim() !== '')
    .map((stanza) => {
      const fields = parseFields(stanza);
      return {
        name: required(fields, 'Package'),
        version: required(fields, 'Version'),
        sha256: required(fields, 'SHA256'),
        sizeBytes: Number(required(fields, 'Size')),
        depends: fields.get('Depends') ?? '',
      };
    });
}

/** One field a line; a line that begins with a space goes on with the field before it, none of which is needed here. */
function parseFields(stanza: string): Map<string, string> {
  const lines = stanza.split('\n').filter((line) => /^[A-Za-z]/.test(line));
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
}

function required(fields: Map<string, string>, name: string): string {
  const value = fields.get(name);
  if (value !== undefined) return value;
  throw new Error(`the package index says no ${name} of ${fields.get('Package') ?? 'a package'}: run apt-get update`);
}
