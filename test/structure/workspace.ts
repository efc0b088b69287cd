// SPDX-License-Identifier: Apache-2.0
import { dirname } from 'node:path';

import { projectFiles, readProjectFile } from './repository.js';

/** What is read of a package's manifest. */
export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package of the workspace. */
export interface WorkspacePackage {
  /** Its directory, relative to the root. */
  readonly directory: string;
  readonly manifest: Manifest;
}

/** Every package of the workspace, without the root. */
export function workspacePackages(): readonly WorkspacePackage[] {
  return projectFiles()
    .filter((path) => /^(packages\/[^/]+|[^/]+)\/package\.json$/.test(path))
    .map((path) => ({ directory: dirname(path), manifest: JSON.parse(readProjectFile(path)) as Manifest }));
}

/** The names of the packages that a package needs to run. */
export function runtimeDependencies(manifest: Manifest): readonly string[] {
  return Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.peerDependencies });
}
