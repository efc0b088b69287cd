// SPDX-License-Identifier: Apache-2.0

/** A user in numbers, as the kernel knows it. */
export interface OciUser {
  readonly uid: number;
  readonly gid: number;
  readonly additionalGids?: readonly number[];
}

/** The five sets of capabilities. A set that is left out is empty. */
export interface OciCapabilities {
  readonly bounding?: readonly string[];
  readonly effective?: readonly string[];
  readonly inheritable?: readonly string[];
  readonly permitted?: readonly string[];
  readonly ambient?: readonly string[];
}

/** A limit of a process. */
export interface OciRlimit {
  /** For example `RLIMIT_NOFILE`. */
  readonly type: string;
  readonly soft: number;
  readonly hard: number;
}

/** A process as an OCI runtime starts it. */
export interface OciProcess {
  readonly terminal: boolean;
  readonly user: OciUser;
  readonly args: readonly string[];
  /** Each `NAME=value`. */
  readonly env: readonly string[];
  readonly cwd: string;
  /** Absent: as the runtime does by itself; for a further process, as the container's. */
  readonly capabilities?: OciCapabilities;
  readonly rlimits?: readonly OciRlimit[];
  readonly noNewPrivileges: boolean;
}

/** A mount in the container. */
export interface OciMount {
  readonly destination: string;
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
}

/** A device node in the container. */
export interface OciDevice {
  readonly path: string;
  readonly type: string;
  readonly major: number;
  readonly minor: number;
  readonly fileMode: number;
  readonly uid: number;
  readonly gid: number;
}

/** What a container may do with devices. A number that is left out stands for all. */
export interface OciDeviceRule {
  readonly allow: boolean;
  /** `c`, `b`, or absent for both. */
  readonly type?: string;
  readonly major?: number;
  readonly minor?: number;
  /** Any of `r`, `w` and `m` (mknod). */
  readonly access: string;
}

/** A kind of namespace that a container has for itself, or joins where a path is given. */
export interface OciNamespace {
  readonly type: 'pid' | 'mount' | 'ipc' | 'uts' | 'cgroup' | 'network';
  readonly path?: string;
}

/** The part of the OCI runtime specification's `config.json` that the SDK uses, by that document's names. */
export interface OciSpec {
  readonly ociVersion: string;
  readonly process: OciProcess;
  readonly root: { readonly path: string; readonly readonly: boolean };
  readonly hostname?: string;
  readonly mounts: readonly OciMount[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly linux: {
    readonly cgroupsPath: string;
    readonly namespaces: readonly OciNamespace[];
    readonly devices: readonly OciDevice[];
    readonly resources: { readonly devices: readonly OciDeviceRule[] };
    readonly maskedPaths: readonly string[];
    readonly readonlyPaths: readonly string[];
  };
}
