// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { kataAgentConfigSchema } from './agent-config.js';
import { linuxCapabilitiesSchema } from './capabilities.js';
import { cmdSchema } from './cmd.js';
import { configIssues, wordIssue } from './config-issue.js';
import { containerConfigSchema } from './container-config.js';
import { deviceInfoSchema } from './device-info.js';
import { envVarSchema } from './env-var.js';
import { hookSchema, hooksSchema } from './hooks.js';
import { hypervisorConfigSchema } from './hypervisor-config.js';
import { mountSchema } from './mount.js';
import { networkConfigSchema } from './network-config.js';
import { hypervisorParamSchema, kernelParamSchema } from './param.js';
import { processListOptionsSchema } from './process-list-options.js';
import { proxyConfigSchema } from './proxy.js';
import { resourcesSchema } from './resources.js';
import { sandboxConfigSchema } from './sandbox-config.js';
import { shimConfigSchema } from './shim.js';
import { volumeSchema } from './volume.js';

/** What one field takes and refuses. */
interface FieldRow {
  readonly good: readonly unknown[];
  readonly bad: readonly unknown[];
  /** The value when the field is left out; `required` where it may not be. Default: undefined. */
  readonly absent?: unknown;
  /** The struct's other fields. Default: the least that the struct needs. */
  readonly base?: Readonly<Record<string, unknown>>;
}

interface StructTable {
  readonly schema: z.ZodObject;
  /** The least that the struct needs. */
  readonly minimal: Readonly<Record<string, unknown>>;
  readonly fields: Readonly<Record<string, FieldRow>>;
}

const required = Symbol('required');
const notText = [0, true, null, [], {}];
const notFlag = ['true', 1, null, {}];
const notList = ['x', {}, null, 1];
const flag = (absent: boolean): FieldRow => ({ good: [true, false], bad: notFlag, absent });
const hostPath = (absent?: unknown): FieldRow => ({
  good: ['/a', '/a b,c=d', '/ü', `/${'x'.repeat(4094)}`],
  bad: [...notText, '', 'relative', './a', '/a\nb', '/a\0b', `/${'x'.repeat(4095)}`],
  absent,
});
const whole = (least: number, most: number, absent?: unknown): FieldRow => ({
  good: [least, most],
  bad: [least - 1, most + 1, least + 0.5, String(least), Number.NaN, Infinity, null],
  absent,
});
const oneOf = (values: readonly string[], absent?: unknown): FieldRow => ({
  good: values,
  bad: [...notText, '', values[0]?.toUpperCase(), 'other'],
  absent,
});
const id: FieldRow = {
  good: ['1', 'a', 'A.b_c-d', 'x'.repeat(76)],
  bad: [...notText, '', '.', '..', '-a', '_a', 'a/b', 'a b', 'ä', 'a\n', 'x'.repeat(77)],
};
const annotations: FieldRow = {
  good: [{}, { 'org.clearlinux.key': 'v' }, { 'io.kubernetes.cri-o/Type_2': '' }],
  bad: ['x', [], null, { plain: 'v' }, { '': 'v' }, { 'a..b': 'v' }, { 'a.b': 1 }, { 'a.b': 'x\0' }, { 'a b.c': '' }],
  absent: {},
};
const struct = (good: readonly unknown[], absent?: unknown): FieldRow => ({
  good,
  bad: ['x', 1, null, [], { unknownField: 1 }],
  absent,
});

const cmd = { args: ['/bin/sh'] };
const container = { rootFs: '/rootfs', cmd };
const anId = expect.stringMatching(/^(sandbox|container)-[a-z2-7]{10}$/u) as unknown;

const tables: Readonly<Record<string, StructTable>> = {
  SandboxConfig: {
    schema: sandboxConfigSchema,
    minimal: {},
    fields: {
      id: { ...id, absent: anId },
      hostname: {
        good: ['a', 'host-1', 'a.b.example', 'x'.repeat(63)],
        bad: [...notText, '', '-a', 'a-', 'a..b', 'a_b', 'a b', 'x'.repeat(64), `${'x'.repeat(60)}.abcd`],
      },
      hooks: struct([{}], { preStartHooks: [], postStartHooks: [], postStopHooks: [] }),
      vmConfig: struct([{}, { vcpus: 4, memory: 1024 }], {}),
      hypervisorType: oneOf(['qemu', 'mock'], 'qemu'),
      hypervisorConfig: struct([{}, { debug: true }], hypervisorConfigSchema.parse({})),
      agentType: oneOf(['noop', 'kata'], 'kata'),
      agentConfig: struct([{}], kataAgentConfigSchema.parse({})),
      proxyType: oneOf(['noProxy', 'noopProxy', 'kataProxy']),
      proxyConfig: struct([{}]),
      shimType: oneOf(['noopShim', 'kataShim']),
      shimConfig: struct([{}]),
      networkConfig: struct([{}]),
      volumes: {
        good: [
          [],
          [
            { mountTag: 'a', hostPath: '/a' },
            { mountTag: 'b', hostPath: '/a' },
          ],
        ],
        bad: [
          ...notList,
          [
            { mountTag: 'a', hostPath: '/a' },
            { mountTag: 'a', hostPath: '/b' },
          ],
        ],
        absent: [],
      },
      containers: {
        good: [
          [],
          [container, container],
          [
            { ...container, id: 'a' },
            { ...container, id: 'b' },
          ],
        ],
        bad: [
          ...notList,
          [1],
          [
            { ...container, id: 'a' },
            { ...container, id: 'a' },
          ],
        ],
        absent: [],
      },
      annotations,
    },
  },
  Resources: {
    schema: resourcesSchema,
    minimal: {},
    fields: { vcpus: whole(1, 240), memory: whole(64, 1_048_576) },
  },
  HypervisorConfig: {
    schema: hypervisorConfigSchema,
    minimal: { kernelPath: '/k', initrdPath: '/i' },
    fields: {
      kernelPath: hostPath(required),
      imagePath: { ...hostPath(required), base: { kernelPath: '/k' } },
      initrdPath: { ...hostPath(), absent: required },
      firmwarePath: hostPath(),
      machineAccelerators: { good: ['smm=off', 'a,b=c'], bad: [...notText, '', 'a, b', ',a', 'a,', 'a,,b', 'a\0'] },
      cpuFeatures: { good: ['pmu=off', '+x,-y'], bad: [...notText, '', 'a b', 'a\n', ',,'] },
      hypervisorPath: hostPath(),
      disableBlockDeviceUse: flag(false),
      sharedFS: oneOf(['virtio-9p', 'virtio-fs'], 'virtio-9p'),
      virtioFSDaemon: hostPath(),
      virtioFSCacheSize: whole(0, 1_048_576),
      virtioFSCache: oneOf(['none', 'auto', 'always']),
      kernelParams: {
        good: [[], [{ key: 'quiet' }, { key: 'a', value: 'b' }]],
        bad: [...notList, ['quiet']],
        absent: [],
      },
      hypervisorParams: { good: [[], [{ key: 'device', value: 'x,y=z' }]], bad: [...notList, ['x']], absent: [] },
      hypervisorMachineType: oneOf(['q35', 'pc', 'microvm'], 'q35'),
      debug: flag(false),
      numVCPUs: whole(1, 240, 1),
      memorySize: whole(64, 1_048_576, 2048),
      defaultBridges: whole(0, 5),
      memPrealloc: flag(false),
      hugePages: flag(false),
      realtime: flag(false),
      mlock: flag(false),
      disableNestingChecks: flag(false),
      accelerator: oneOf(['auto', 'kvm', 'tcg'], 'auto'),
    },
  },
  KernelParam: {
    schema: kernelParamSchema,
    minimal: { key: 'k' },
    fields: {
      key: {
        good: ['quiet', 'agent.log', 'a-b'],
        bad: [...notText, '', 'a b', 'a=b', 'a"', 'a\n', '\0'],
        absent: required,
      },
      value: {
        good: ['', 'x', 'a=b,c', '"two words"', '"a=b c"'],
        bad: [...notText.slice(1), 'two words', 'a"b', '"a"b"', 'a\nb', '"a\0b"', ' '],
        absent: '',
      },
    },
  },
  HypervisorParam: {
    schema: hypervisorParamSchema,
    minimal: { key: 'k' },
    fields: {
      key: {
        good: ['device', 'no-user-config', 'd'],
        bad: [...notText, '', '-device', 'a b', 'a=b', 'a\n'],
        absent: required,
      },
      value: { good: ['', 'a,b=c', 'two words'], bad: [...notText, 'a\nb', 'a\0'], absent: '' },
    },
  },
  KataAgentConfig: {
    schema: kataAgentConfigSchema,
    minimal: {},
    fields: {
      longLiveConn: flag(true),
      useVSock: { good: [true, false], bad: notFlag },
      debug: flag(false),
      transport: oneOf(['auto', 'vsock', 'virtio-serial'], 'auto'),
    },
  },
  ProxyConfig: { schema: proxyConfigSchema, minimal: {}, fields: { path: hostPath(), debug: flag(false) } },
  ShimConfig: { schema: shimConfigSchema, minimal: {}, fields: { path: hostPath(), debug: flag(false) } },
  NetworkConfig: {
    schema: networkConfigSchema,
    minimal: {},
    fields: {
      netNSPath: hostPath(),
      interworkingModel: oneOf(['default', 'macvtap', 'tcfilter', 'none'], 'default'),
    },
  },
  Volume: {
    schema: volumeSchema,
    minimal: { mountTag: 'tag', hostPath: '/h' },
    fields: {
      mountTag: {
        good: ['a', 'x'.repeat(31), 'a.b_c-1'],
        bad: [...notText, '', 'x'.repeat(32), 'a,b', 'a b', '-a', 'kataShared'],
        absent: required,
      },
      hostPath: hostPath(required),
    },
  },
  ContainerConfig: {
    schema: containerConfigSchema,
    minimal: container,
    fields: {
      id: { ...id, absent: anId },
      rootFs: hostPath(required),
      readonlyRootfs: flag(false),
      cmd: struct([cmd], required),
      annotations,
      mounts: { good: [[], [{ destination: '/a', source: '/b' }]], bad: [...notList, ['/a']], absent: [] },
      deviceInfos: {
        good: [[], [{ containerPath: '/dev/x', devType: 'c' }]],
        bad: [...notList, ['/dev/x']],
        absent: [],
      },
    },
  },
  Cmd: {
    schema: cmdSchema,
    minimal: cmd,
    fields: {
      args: {
        good: [['a'], ['a', ''], ['a', 'b c\n"'], ['x', 'y'.repeat(131_071)]],
        bad: [...notList, [], [''], [1], ['a\0'], ['x', 'y'.repeat(131_072)]],
        absent: required,
      },
      envs: {
        good: [
          [],
          [
            { var: 'A', value: '' },
            { var: 'B', value: '=\n' },
          ],
        ],
        bad: [
          ...notList,
          ['A=b'],
          [
            { var: 'A', value: '' },
            { var: 'A', value: 'x' },
          ],
        ],
        absent: [],
      },
      workDir: { ...hostPath(), absent: '/' },
      user: { good: ['0', 'root', '65534'], bad: [...notText, '', '0:0', 'a b', 'a\n'] },
      primaryGroup: { good: ['0', 'wheel', '4294967294'], bad: [...notText, '', '0:0', 'a b', '4294967295'] },
      supplementaryGroups: { good: [[], ['1', 'audio']], bad: [...notList, [1], ['']], absent: [] },
      interactive: flag(false),
      console: hostPath(),
      detach: flag(false),
      noNewPrivileges: flag(false),
      capabilities: struct([{}, { bounding: ['CAP_KILL'] }]),
    },
  },
  EnvVar: {
    schema: envVarSchema,
    minimal: { var: 'A', value: '' },
    fields: {
      var: { good: ['A', 'a.b', 'A-1'], bad: [...notText, '', 'A=b', 'A\n', '\0'], absent: required },
      value: { good: ['', 'x=y\n'], bad: [...notText, 'a\0'], absent: required },
    },
  },
  LinuxCapabilities: {
    schema: linuxCapabilitiesSchema,
    minimal: {},
    fields: Object.fromEntries(
      ['bounding', 'effective', 'inheritable', 'permitted', 'ambient'].map((set) => [
        set,
        {
          good: [[], ['CAP_CHOWN', 'CAP_CHECKPOINT_RESTORE']],
          bad: [...notList, ['CHOWN'], ['cap_chown'], [0]],
          absent: [],
        },
      ]),
    ),
  },
  Mount: {
    schema: mountSchema,
    minimal: { source: '/s', destination: '/d' },
    fields: {
      source: { good: ['/s', '/s,t'], bad: [...notText, '', 'relative', '/s\0'], absent: required },
      destination: {
        good: ['/d', '/d/e', '/d/..e'],
        bad: [...notText, '', 'd', '/', '//', '/../d', '/d/.', '/d\0'],
        absent: required,
      },
      type: { good: ['bind', 'tmpfs', 'fuse.sshfs'], bad: [...notText, '', 'a b', 'a,b', '-t'], absent: 'bind' },
      options: { good: [[], ['ro', 'size=64m']], bad: [...notList, [''], ['a,b'], ['a\n'], [1]], absent: [] },
      hostPath: hostPath(),
      readOnly: flag(false),
    },
  },
  DeviceInfo: {
    schema: deviceInfoSchema,
    minimal: { containerPath: '/dev/x', devType: 'c' },
    fields: {
      hostPath: hostPath(),
      containerPath: { good: ['/dev/x'], bad: [...notText, '', 'x', '/dev/../x'], absent: required },
      devType: { ...oneOf(['c', 'b', 'u', 'p']), absent: required },
      major: whole(0, 4095, 0),
      minor: whole(0, 1_048_575, 0),
      fileMode: whole(0, 0o7777, 0o666),
      uid: whole(0, 4_294_967_294, 0),
      gid: whole(0, 4_294_967_294, 0),
      hotplugged: { good: [false], bad: [true, ...notFlag], absent: false },
      id,
    },
  },
  Hook: {
    schema: hookSchema,
    minimal: { path: '/h' },
    fields: {
      path: hostPath(required),
      args: { good: [[], ['h', '']], bad: [...notList, [1], ['\0']], absent: [] },
      env: { good: [[], ['A=b']], bad: [...notList, [1], ['\0']], absent: [] },
      timeout: whole(1, 86_400),
    },
  },
  Hooks: {
    schema: hooksSchema,
    minimal: {},
    fields: Object.fromEntries(
      ['preStartHooks', 'postStartHooks', 'postStopHooks'].map((list) => [
        list,
        { good: [[], [{ path: '/h' }]], bad: [...notList, ['/h'], [{}]], absent: [] },
      ]),
    ),
  },
  ProcessListOptions: {
    schema: processListOptionsSchema,
    minimal: {},
    fields: {
      format: oneOf(['json', 'table'], 'table'),
      args: { good: [[], ['-o', 'pid']], bad: [...notList, [1]], absent: ['-ef'] },
    },
  },
};

function pathsOf(schema: z.ZodType, input: unknown): string[] {
  const result = schema.safeParse(input, { error: wordIssue });
  return result.success ? [] : result.error.issues.flatMap((issue) => configIssues(issue)).map(({ path }) => path);
}

function without(fields: Readonly<Record<string, unknown>>, field: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field));
}

describe.each(Object.entries(tables))('%s', (_name, { schema, minimal, fields }) => {
  it('has exactly the fields of its table', () => {
    expect(Object.keys(schema.shape).sort()).toEqual(Object.keys(fields).sort());
  });

  it('refuses an unknown field and names it', () => {
    expect(pathsOf(schema, { ...minimal, unknownField: 1 })).toEqual(['unknownField']);
  });

  it.each(['x', 1, null, [], true])('refuses %j in its place', (value) => {
    expect(pathsOf(schema, value)).toEqual(['']);
  });

  describe.each(Object.entries(fields))('%s', (field, { good, bad, absent, base = minimal }) => {
    const rest = without(base, field);

    it('takes what is good', () => {
      for (const value of good) expect(schema.parse({ ...rest, [field]: value })).toHaveProperty([field]);
    });

    it('refuses what is bad, and names the field', () => {
      for (const value of bad) {
        const paths = pathsOf(schema, { ...rest, [field]: value });
        expect(paths, JSON.stringify(value)).not.toEqual([]);
        for (const path of paths) expect(path.startsWith(field), `${path} for ${JSON.stringify(value)}`).toBe(true);
      }
    });

    it('does as documented when it is left out', () => {
      if (absent === required) expect(pathsOf(schema, rest)).not.toEqual([]);
      else expect(schema.parse(rest)[field]).toEqual(absent);
    });

    it('takes undefined for being left out', () => {
      expect(pathsOf(schema, { ...rest, [field]: undefined })).toEqual(pathsOf(schema, rest));
    });
  });
});
