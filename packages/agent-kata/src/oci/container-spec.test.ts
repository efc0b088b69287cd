// SPDX-License-Identifier: Apache-2.0

import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { parseContainerConfig, type ContainerConfigInput } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { SpecSchema } from '../gen/oci_pb.js';
import { ociSpec } from './container-spec.js';
import { defaultCapabilityNames } from './default-capabilities.js';
import { defaultMounts } from './mounts.js';
import type { OciSpec } from './oci-spec.js';
import { stockAgentSpec } from './stock-agent-spec.js';
import { wireSpec } from './wire-spec.js';

function specOf(
  config: Partial<Omit<ContainerConfigInput, 'cmd'>> & { cmd?: Partial<ContainerConfigInput['cmd']> } = {},
  mountNames: ReadonlyMap<number, string> = new Map(),
): OciSpec {
  const parsed = parseContainerConfig({
    id: 'box',
    rootFs: '/unused',
    ...config,
    cmd: { args: ['true'], ...config.cmd },
  });
  return ociSpec({ id: 'box', sandboxId: 's', config: parsed, rootfsName: 'box/rootfs', mountNames });
}

describe('ociSpec', () => {
  it('makes a whole container from a command alone', () => {
    const spec = specOf();
    expect(spec).toMatchObject({
      process: {
        terminal: false,
        user: { uid: 0, gid: 0 },
        args: ['true'],
        env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
        cwd: '/',
        noNewPrivileges: false,
        rlimits: [{ type: 'RLIMIT_NOFILE', soft: 1024, hard: 1_048_576 }],
      },
      root: { path: '/run/kata-containers/shared/containers/box/rootfs', readonly: false },
      linux: { cgroupsPath: '/virtcontainers/box' },
    });
    expect(spec.mounts).toEqual(defaultMounts);
    expect(spec.linux.namespaces.map(({ type }) => type)).toEqual(['pid', 'mount', 'ipc', 'uts', 'cgroup']);
    expect(defaultCapabilityNames).toHaveLength(14);
    expect(spec.process.capabilities).toEqual({
      bounding: defaultCapabilityNames,
      effective: defaultCapabilityNames,
      permitted: defaultCapabilityNames,
    });
  });

  it('takes what the command says', () => {
    const capabilities = { bounding: ['CAP_KILL' as const] };
    const { process } = specOf({
      cmd: {
        interactive: true,
        workDir: '/srv',
        noNewPrivileges: true,
        capabilities,
        envs: [{ var: 'A', value: 'b=c' }],
      },
    });
    expect(process).toMatchObject({ terminal: true, cwd: '/srv', noNewPrivileges: true });
    expect(process.env.slice(1)).toEqual(['TERM=xterm', 'A=b=c']);
    expect(process.capabilities).toMatchObject({ bounding: ['CAP_KILL'], effective: [], permitted: [] });
  });

  it('lets the environment set PATH and TERM', () => {
    const envs = [
      { var: 'PATH', value: '/opt' },
      { var: 'TERM', value: 'vt100' },
    ];
    expect(specOf({ cmd: { interactive: true, envs } }).process.env).toEqual(['PATH=/opt', 'TERM=vt100']);
  });

  it.each([
    [{ user: '1000' }, { uid: 1000, gid: 0 }],
    [
      { user: '4294967294', primaryGroup: '7' },
      { uid: 4_294_967_294, gid: 7 },
    ],
    [
      { user: 'nobody', supplementaryGroups: ['5', 'audio'] },
      { uid: 0, gid: 0, additionalGids: [5] },
    ],
  ])('puts numbers of users in, and leaves names to the agent: %j', (cmd, user) => {
    expect(specOf({ cmd }).process.user).toEqual(user);
  });

  it('finds mounts of the host in the share, and keeps those of the guest', () => {
    const mounts = [
      { source: '/host/data', destination: '/data/', readOnly: true },
      { destination: '/tmp', type: 'tmpfs', options: ['size=1m'] },
      { source: '/host/etc', destination: '/etc/x', options: ['bind', 'ro'], readOnly: true },
    ];
    const names = new Map([
      [0, 'box-data'],
      [2, 'box-etc'],
    ]);
    expect(specOf({ mounts }, names).mounts.slice(defaultMounts.length)).toEqual([
      {
        destination: '/data',
        type: 'bind',
        source: '/run/kata-containers/shared/containers/box-data',
        options: ['rbind', 'ro'],
      },
      { destination: '/tmp', type: 'tmpfs', source: 'tmpfs', options: ['size=1m'] },
      {
        destination: '/etc/x',
        type: 'bind',
        source: '/run/kata-containers/shared/containers/box-etc',
        options: ['bind', 'ro'],
      },
    ]);
  });

  it('lets a mount take the place of a usual one', () => {
    const { mounts } = specOf({ mounts: [{ destination: '/dev/shm', type: 'tmpfs' }] });
    expect(mounts.filter(({ destination }) => destination === '/dev/shm')).toEqual([
      { destination: '/dev/shm', type: 'tmpfs', source: 'tmpfs', options: [] },
    ]);
    expect(mounts).toHaveLength(defaultMounts.length);
  });

  it('makes devices that the configuration asks for, and allows them', () => {
    const { linux } = specOf({ deviceInfos: [{ containerPath: '/dev/fuse', devType: 'c', major: 10, minor: 229 }] });
    expect(linux.devices).toEqual([
      { path: '/dev/fuse', type: 'c', major: 10, minor: 229, fileMode: 0o666, uid: 0, gid: 0 },
    ]);
    expect(linux.resources.devices[0]).toEqual({ allow: false, access: 'rwm' });
    expect(linux.resources.devices.at(-1)).toEqual({ allow: true, type: 'c', major: 10, minor: 229, access: 'rwm' });
  });
});

describe('wireSpec', () => {
  it('carries everything over the wire', () => {
    const spec = specOf({
      readonlyRootfs: true,
      annotations: { 'org.example.key': 'value' },
      cmd: { supplementaryGroups: ['5'] },
      deviceInfos: [{ containerPath: '/dev/fuse', devType: 'c', major: 10, minor: 229 }],
    });
    const received = fromBinary(
      SpecSchema,
      toBinary(SpecSchema, create(SpecSchema, wireSpec({ ...spec, hostname: 'h' }))),
    );
    expect(received).toMatchObject({
      Version: '1.0.2',
      Hostname: 'h',
      Root: { Path: spec.root.path, Readonly: true },
      Annotations: { 'org.example.key': 'value' },
      Process: {
        Args: ['true'],
        User: { UID: 0, GID: 0, AdditionalGids: [5] },
        Capabilities: { Bounding: defaultCapabilityNames, Inheritable: [], Ambient: [] },
        Rlimits: [{ Type: 'RLIMIT_NOFILE', Soft: 1024n, Hard: 1_048_576n }],
      },
      Linux: {
        CgroupsPath: '/virtcontainers/box',
        MaskedPaths: spec.linux.maskedPaths,
        ReadonlyPaths: spec.linux.readonlyPaths,
        Devices: [{ Path: '/dev/fuse', Major: 10n, Minor: 229n, FileMode: 0o666 }],
      },
    });
    expect(received.Mounts.map(({ destination }) => destination)).toEqual(
      spec.mounts.map(({ destination }) => destination),
    );
    expect(received.Linux?.Resources?.Devices[0]).toMatchObject({ Allow: false, Type: 'a', Major: -1n, Minor: -1n });
  });

  it('leaves out for a stock agent what it sets by itself, and nothing else', () => {
    const spec = specOf();
    const { linux, ...rest } = stockAgentSpec(spec);
    const { linux: whole, ...expected } = spec;
    expect(rest).toEqual(expected);
    expect(linux).toEqual({
      ...whole,
      namespaces: [{ type: 'mount' }, { type: 'ipc' }, { type: 'uts' }],
      resources: { devices: [] },
    });
  });
});
