// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';

const spdxLine = 'SPDX-License-Identifier: Apache-2.0';

/** The files that carry the licence line: everything that is written as a program. */
export function needsLicenceLine(path: string): boolean {
  return /\.(ts|js|mjs|cc|h|proto|sh|cmake)$|(^|\/)(CMakeLists\.txt|\.ci\/run)$/.test(path);
}

/** Whether the licence stands in the first line, or in the second after a line for the kernel's program loader. */
export function hasLicenceLine(text: string): boolean {
  const [first = '', second = ''] = text.split('\n');
  return first.includes(spdxLine) || (first.startsWith('#!') && second.includes(spdxLine));
}

const drawers = /^(utils?|helpers?|common|misc|types|constants)\.(ts|js|mjs|cc|h)$/;

/** Says what is wrong with a file's name; undefined when nothing is. */
export function nameProblem(path: string): string | undefined {
  const name = basename(path);
  if (drawers.test(name)) return 'a drawer for anything: name the concept';
  if (/\.(ts|js|mjs)$/.test(name)) {
    return /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.(ts|js|mjs)$/.test(name) ? undefined : 'not in kebab-case';
  }
  if (/\.(cc|h)$/.test(name)) {
    return /^[a-z0-9]+(_[a-z0-9]+)*\.(cc|h)$/.test(name) ? undefined : 'not in snake_case';
  }
  return undefined;
}

const silencing = [
  /\b(?:test|it|describe|suite|bench)(?:\.[a-z]+)*\.(?:only|skip|todo|fails|skipIf|runIf)\b/,
  /\b(?:xit|xtest|xdescribe|fit|fdescribe)\s*\(/,
  /\bcontext\.skip\(|\bctx\.skip\(/,
  /\bGTEST_SKIP\b|\bDISABLED_/,
];

/** The lines of a test that would keep a test from running. */
export function silencedTests(text: string): readonly string[] {
  return text.split('\n').filter((line) => silencing.some((pattern) => pattern.test(line)));
}

const packageHosts = /\bregistry\.[a-z-]+\.[a-z]+\b|\b(?:deb|ftp|security)\.[a-z-]+\.org\b/;
const machinePath = /(?:^|[\s"'`(=:])\/(?:root|work|home\/[a-z]+)\//;

/** The lines that are true on one machine only: a package registry's host name, or somebody's directory. */
export function machineSpecificLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => packageHosts.test(line) || machinePath.test(line));
}
