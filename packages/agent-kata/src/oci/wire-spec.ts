// SPDX-License-Identifier: Apache-2.0

import type { MessageInitShape } from '@bufbuild/protobuf';
import type { LinuxSchema, ProcessSchema, SpecSchema } from '../gen/oci_pb.js';
import type { OciCapabilities, OciProcess, OciSpec } from './oci-spec.js';

/** Stands for every number in a device rule: the message has no way to leave a number out. */
const anyNumber = -1n;

/** An OCI specification as the agent protocol carries it. */
export function wireSpec(spec: OciSpec): MessageInitShape<typeof SpecSchema> {
  return {
    Version: spec.ociVersion,
    Process: wireProcess(spec.process),
    Root: { Path: spec.root.path, Readonly: spec.root.readonly },
    Hostname: spec.hostname ?? '',
    Mounts: spec.mounts.map((mount) => ({ ...mount, options: [...mount.options] })),
    Annotations: { ...spec.annotations },
    Linux: wireLinux(spec.linux),
  };
}

/** A process as the agent protocol carries it. */
export function wireProcess(process: OciProcess): MessageInitShape<typeof ProcessSchema> {
  const { user, capabilities, rlimits = [] } = process;
  return {
    Terminal: process.terminal,
    User: { UID: user.uid, GID: user.gid, AdditionalGids: [...(user.additionalGids ?? [])] },
    Args: [...process.args],
    Env: [...process.env],
    Cwd: process.cwd,
    ...(capabilities !== undefined && { Capabilities: wireCapabilities(capabilities) }),
    Rlimits: rlimits.map(({ type, soft, hard }) => ({ Type: type, Soft: BigInt(soft), Hard: BigInt(hard) })),
    NoNewPrivileges: process.noNewPrivileges,
  };
}

function wireCapabilities(sets: OciCapabilities): NonNullable<MessageInitShape<typeof ProcessSchema>['Capabilities']> {
  return {
    Bounding: [...(sets.bounding ?? [])],
    Effective: [...(sets.effective ?? [])],
    Inheritable: [...(sets.inheritable ?? [])],
    Permitted: [...(sets.permitted ?? [])],
    Ambient: [...(sets.ambient ?? [])],
  };
}

function wireLinux(linux: OciSpec['linux']): MessageInitShape<typeof LinuxSchema> {
  return {
    CgroupsPath: linux.cgroupsPath,
    Namespaces: linux.namespaces.map(({ type, path = '' }) => ({ Type: type, Path: path })),
    Devices: linux.devices.map(({ path, type, major, minor, fileMode, uid, gid }) => ({
      Path: path,
      Type: type,
      Major: BigInt(major),
      Minor: BigInt(minor),
      FileMode: fileMode,
      UID: uid,
      GID: gid,
    })),
    Resources: {
      Devices: linux.resources.devices.map(({ allow, type, major, minor, access }) => ({
        Allow: allow,
        Type: type ?? 'a',
        Major: major === undefined ? anyNumber : BigInt(major),
        Minor: minor === undefined ? anyNumber : BigInt(minor),
        Access: access,
      })),
    },
    MaskedPaths: [...linux.maskedPaths],
    ReadonlyPaths: [...linux.readonlyPaths],
  };
}
