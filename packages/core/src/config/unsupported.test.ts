// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { VirtcontainersError } from '../error.js';
import type { ConfigIssue } from './config-issue.js';
import { parseCmd, parseContainerConfig, parseSandboxConfig } from './parse.js';
import {
  refuseUnsupported,
  refuseUnsupportedCmd,
  refuseUnsupportedContainer,
  supportedMountTypes,
} from './unsupported.js';

function pathsRefused(call: () => void): string[] {
  try {
    call();
    return [];
  } catch (error) {
    if (!(error instanceof VirtcontainersError)) throw error;
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.phase).toBe('validate');
    const issues = error.details['issues'] as readonly ConfigIssue[];
    expect(error.details.path).toBe(issues[0]?.path);
    expect(error.message.startsWith(`${issues[0]?.path ?? ''} is not supported yet`)).toBe(true);
    for (const { remedy } of issues) expect(remedy).not.toBe('');
    return issues.map(({ path }) => path);
  }
}

const refusedIn = (input: unknown) =>
  pathsRefused(() => {
    refuseUnsupported(parseSandboxConfig(input));
  });

const container = { rootFs: '/r', cmd: { args: ['a'] } };
const hook = { path: '/h' };

describe('refuseUnsupported', () => {
  it.each([
    [{ hypervisorType: 'mock' }, 'hypervisorType'],
    [{ agentType: 'noop' }, 'agentType'],
    [{ agentConfig: { longLiveConn: false } }, 'agentConfig.longLiveConn'],
    [{ proxyType: 'kataProxy' }, 'proxyType'],
    [{ proxyType: 'noopProxy' }, 'proxyType'],
    [{ proxyConfig: {} }, 'proxyConfig'],
    [{ shimType: 'kataShim' }, 'shimType'],
    [{ shimConfig: {} }, 'shimConfig'],
    [{ volumes: [{ mountTag: 'a', hostPath: '/a' }] }, 'volumes'],
    [{ hooks: { preStartHooks: [hook] } }, 'hooks.preStartHooks'],
    [{ hooks: { postStartHooks: [hook] } }, 'hooks.postStartHooks'],
    [{ hooks: { postStopHooks: [hook] } }, 'hooks.postStopHooks'],
    [{ networkConfig: { netNSPath: '/run/netns/a' } }, 'networkConfig.netNSPath'],
    [{ networkConfig: { interworkingModel: 'macvtap' } }, 'networkConfig.interworkingModel'],
    [{ networkConfig: { interworkingModel: 'tcfilter' } }, 'networkConfig.interworkingModel'],
    [{ hypervisorConfig: { firmwarePath: '/f' } }, 'hypervisorConfig.firmwarePath'],
    [{ hypervisorConfig: { sharedFS: 'virtio-fs' } }, 'hypervisorConfig.sharedFS'],
    [{ hypervisorConfig: { virtioFSDaemon: '/d' } }, 'hypervisorConfig.virtioFSDaemon'],
    [{ hypervisorConfig: { virtioFSCacheSize: 0 } }, 'hypervisorConfig.virtioFSCacheSize'],
    [{ hypervisorConfig: { virtioFSCache: 'auto' } }, 'hypervisorConfig.virtioFSCache'],
    [{ hypervisorConfig: { defaultBridges: 1 } }, 'hypervisorConfig.defaultBridges'],
    [{ hypervisorConfig: { memPrealloc: true } }, 'hypervisorConfig.memPrealloc'],
    [{ hypervisorConfig: { hugePages: true } }, 'hypervisorConfig.hugePages'],
    [{ hypervisorConfig: { realtime: true } }, 'hypervisorConfig.realtime'],
    [{ hypervisorConfig: { mlock: true } }, 'hypervisorConfig.mlock'],
    [{ hypervisorConfig: { disableNestingChecks: true } }, 'hypervisorConfig.disableNestingChecks'],
    [
      { containers: [{ ...container, deviceInfos: [{ containerPath: '/dev/x', devType: 'c' }] }] },
      'containers[0].deviceInfos',
    ],
    [{ containers: [container, { ...container, cmd: { args: ['a'], console: '/c' } }] }, 'containers[1].cmd.console'],
    [{ containers: [{ ...container, cmd: { args: ['a'], detach: true } }] }, 'containers[0].cmd.detach'],
    [{ containers: [{ ...container, mounts: [{ destination: '/a', type: 'nfs' }] }] }, 'containers[0].mounts[0].type'],
    [
      { containers: [{ ...container, mounts: [{ destination: '/a/b', type: 'proc' }] }] },
      'containers[0].mounts[0].destination',
    ],
    [
      { containers: [{ ...container, mounts: [{ destination: '/a', source: '/b', hostPath: '/c' }] }] },
      'containers[0].mounts[0].hostPath',
    ],
  ])('refuses %j', (input, path) => {
    expect(refusedIn(input)).toEqual([path]);
  });

  it('lists all that it refuses', () => {
    expect(refusedIn({ proxyType: 'kataProxy', hypervisorConfig: { mlock: true, hugePages: true } })).toEqual([
      'proxyType',
      'hypervisorConfig.hugePages',
      'hypervisorConfig.mlock',
    ]);
  });

  it.each([
    {},
    { proxyType: 'noProxy', shimType: 'noopShim' },
    { networkConfig: {} },
    { networkConfig: { interworkingModel: 'none' } },
    { hooks: { preStartHooks: [] }, volumes: [], hostname: 'h', annotations: { 'a.b': 'c' } },
    { agentConfig: { debug: true, transport: 'vsock' }, vmConfig: { vcpus: 2, memory: 128 } },
    {
      hypervisorConfig: {
        kernelPath: '/k',
        imagePath: '/i',
        hypervisorPath: '/q',
        machineAccelerators: 'smm=off',
        cpuFeatures: 'pmu=off',
        kernelParams: [{ key: 'a' }],
        hypervisorParams: [{ key: 'a' }],
        hypervisorMachineType: 'microvm',
        disableBlockDeviceUse: true,
        accelerator: 'kvm',
        debug: true,
        memPrealloc: false,
      },
    },
    {
      containers: [
        {
          ...container,
          readonlyRootfs: true,
          cmd: { args: ['a'], interactive: true, user: 'u', noNewPrivileges: true, capabilities: {}, detach: false },
          mounts: supportedMountTypes.map((type) => ({ destination: `/${type}`, type, source: '/s' })),
        },
      ],
    },
  ])('takes %j', (input) => {
    expect(refusedIn(input)).toEqual([]);
  });
});

describe('the refusals for a container or a command alone', () => {
  it('name paths from there', () => {
    const config = parseContainerConfig({ ...container, cmd: { args: ['a'], detach: true } });
    expect(
      pathsRefused(() => {
        refuseUnsupportedContainer(config);
      }),
    ).toEqual(['cmd.detach']);
    expect(
      pathsRefused(() => {
        refuseUnsupportedCmd(config.cmd);
      }),
    ).toEqual(['detach']);
    expect(
      pathsRefused(() => {
        refuseUnsupportedCmd(parseCmd({ args: ['a'] }));
      }),
    ).toEqual([]);
  });
});
