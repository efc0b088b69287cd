// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { VirtcontainersError } from '../error.js';
import type { ConfigIssue } from './config-issue.js';
import type { SandboxConfigInput } from './sandbox-config.js';
import {
  parseCmd,
  parseContainerConfig,
  parseHypervisorConfig,
  parseId,
  parseProcessListOptions,
  parseSandboxConfig,
} from './parse.js';

function refusal(call: () => unknown): VirtcontainersError {
  try {
    call();
  } catch (error) {
    if (error instanceof VirtcontainersError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

const issuesOf = (error: VirtcontainersError) => error.details['issues'] as readonly ConfigIssue[];

describe('parseSandboxConfig', () => {
  it("takes the document's worked example as it is written", () => {
    const example = {
      vmConfig: { vcpus: 4, memory: 1024 },
      hypervisorType: 'qemu',
      hypervisorConfig: {
        kernelPath: '/usr/share/clear-containers/vmlinux.container',
        imagePath: '/usr/share/clear-containers/clear-containers.img',
        hypervisorPath: '/usr/bin/qemu-system-x86_64',
      },
      agentType: 'kata',
      agentConfig: {},
      containers: [
        {
          id: '1',
          rootFs: '/var/lib/rootfs',
          cmd: {
            args: ['/bin/sh'],
            envs: [{ var: 'PATH', value: '/bin:/usr/bin:/sbin:/usr/sbin' }],
            workDir: '/',
          },
        },
      ],
    } as const satisfies SandboxConfigInput;
    const config = parseSandboxConfig(example);
    expect(config.vmConfig).toEqual({ vcpus: 4, memory: 1024 });
    expect(config.containers[0]?.id).toBe('1');
    expect(config.id).toMatch(/^sandbox-/u);
  });

  it('gives every sandbox and container without an id one of its own', () => {
    const container = { rootFs: '/r', cmd: { args: ['a'] } };
    const configs = [1, 2].map(() => parseSandboxConfig({ containers: [container, container] }));
    const ids = configs.flatMap(({ id, containers }) => [id, ...containers.map((each) => each.id)]);
    expect(new Set(ids).size).toBe(6);
  });

  it('gives back what it was given when that has been parsed already', () => {
    const config = parseSandboxConfig({ containers: [{ rootFs: '/r', cmd: { args: ['a'] } }] });
    expect(parseSandboxConfig(config)).toEqual(config);
  });

  it('gives lists that nobody can change', () => {
    const config = parseSandboxConfig({ containers: [{ rootFs: '/r', cmd: { args: ['a'] } }] });
    expect(Object.isFrozen(config.containers)).toBe(true);
    expect(Object.isFrozen(config.containers[0]?.cmd.args)).toBe(true);
    expect(Object.isFrozen(config.volumes)).toBe(true);
  });

  it('does not change its input', () => {
    const input = { containers: [{ rootFs: '/r', cmd: { args: ['a'] } }] };
    const before = structuredClone(input);
    parseSandboxConfig(input);
    expect(input).toEqual(before);
    expect(Object.isFrozen(input.containers)).toBe(false);
  });

  it('names the path, what is wrong and what to do, and lists all that is wrong', () => {
    const error = refusal(() =>
      parseSandboxConfig({
        containers: [{ rootFs: '/r', cmd: { args: 'ls', user: 7 }, image: 'debian' }],
        sandboxId: 'x',
      }),
    );
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.phase).toBe('validate');
    expect(error.retryable).toBe(false);
    expect(error.message).toBe(
      'invalid sandbox configuration: containers[0].cmd.args is not of type array, but string (and 3 more)',
    );
    expect(error.details.path).toBe('containers[0].cmd.args');
    expect(error.details.remedy).toBe('give a value of type array');
    expect(issuesOf(error)).toEqual([
      {
        path: 'containers[0].cmd.args',
        problem: 'is not of type array, but string',
        remedy: 'give a value of type array',
      },
      {
        path: 'containers[0].cmd.user',
        problem: 'is not of type string, but number',
        remedy: 'give a value of type string',
      },
      { path: 'containers[0].image', problem: 'is not a known field', remedy: 'remove the field, or correct its name' },
      { path: 'sandboxId', problem: 'is not a known field', remedy: 'remove the field, or correct its name' },
    ]);
  });

  it.each([
    [{ containers: [{ cmd: { args: ['a'] } }] }, 'containers[0].rootFs', 'is missing'],
    [{ vmConfig: { vcpus: 0 } }, 'vmConfig.vcpus', 'is less than 1'],
    [{ vmConfig: { memory: 63 } }, 'vmConfig.memory', 'is less than 64'],
    [{ vmConfig: { vcpus: 241 } }, 'vmConfig.vcpus', 'is more than 240'],
    [{ vmConfig: { vcpus: 1.5 } }, 'vmConfig.vcpus', 'is not a whole number'],
    [{ vmConfig: { vcpus: Number.NaN } }, 'vmConfig.vcpus', 'is not of type number, but NaN'],
    [{ vmConfig: { vcpus: '2' } }, 'vmConfig.vcpus', 'is not of type number, but string'],
    [{ vmConfig: { vcpus: null } }, 'vmConfig.vcpus', 'is not of type number, but null'],
    [
      { containers: [{ rootFs: '/r', cmd: { args: ['a'], supplementaryGroups: Array(65_537).fill('1') } }] },
      'containers[0].cmd.supplementaryGroups',
      'has more than 65536 elements',
    ],
    [{ hypervisorType: 'xen' }, 'hypervisorType', 'is not one of "qemu", "mock"'],
    [{ annotations: { bad: 'x' } }, 'annotations.bad', 'is not a reverse-domain name'],
    [{ annotations: { 'a.b': 1 } }, 'annotations["a.b"]', 'is not of type string, but number'],
    [null, '', 'is not of type object, but null'],
    [undefined, '', 'is missing'],
    [[], '', 'is not of type object, but array'],
    [{ hypervisorConfig: { kernelParams: [{ key: '' }] } }, 'hypervisorConfig.kernelParams[0].key', /not the name/u],
  ])('refuses input %#', (input, path, problem) => {
    const error = refusal(() => parseSandboxConfig(input));
    expect(error.details.path).toBe(path);
    expect(issuesOf(error)[0]?.problem).toMatch(problem);
    expect(error.details.remedy).not.toBe('');
  });

  it('refuses a container id that is there twice, and points at the second', () => {
    const container = { id: 'a', rootFs: '/r', cmd: { args: ['a'] } };
    const error = refusal(() => parseSandboxConfig({ containers: [container, { ...container, id: 'b' }, container] }));
    expect(error.details.path).toBe('containers[2].id');
  });

  it('is not taken in by names that objects have anyway', () => {
    const input = JSON.parse('{"__proto__": {"id": "x"}, "constructor": 1}') as unknown;
    const paths = issuesOf(refusal(() => parseSandboxConfig(input))).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['constructor']));
    expect({}).not.toHaveProperty('id');
  });
});

describe('the other parsers', () => {
  it('word their refusals each for what they parse', () => {
    expect(refusal(() => parseContainerConfig({})).message).toMatch(
      /^invalid container configuration: rootFs is missing/u,
    );
    expect(refusal(() => parseHypervisorConfig(1)).message).toMatch(/^invalid hypervisor configuration: it is not/u);
    expect(refusal(() => parseCmd({ args: [] })).message).toBe('invalid command: args is empty');
    expect(refusal(() => parseProcessListOptions({ format: 'xml' })).details.path).toBe('format');
    expect(refusal(() => parseId('../x')).message).toBe('invalid id: it is not an id');
  });

  it('fill in defaults', () => {
    expect(parseCmd({ args: ['a'] }).workDir).toBe('/');
    expect(parseHypervisorConfig({})).toMatchObject({ numVCPUs: 1, memorySize: 2048, hypervisorMachineType: 'q35' });
    expect(parseProcessListOptions({})).toEqual({ format: 'table', args: ['-ef'] });
    expect(parseId('x1')).toBe('x1');
  });
});

describe('the hypervisor configuration', () => {
  it.each([
    [{ kernelPath: '/k', imagePath: '/i', initrdPath: '/r' }, 'initrdPath'],
    [{ kernelPath: '/k' }, 'kernelPath'],
    [{ imagePath: '/i' }, 'kernelPath'],
    [{ initrdPath: '/i' }, 'kernelPath'],
  ])('refuses %j at %s', (input, path) => {
    const error = refusal(() => parseHypervisorConfig(input));
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(issuesOf(error).map((issue) => issue.path)).toEqual([path]);
  });

  it.each([{}, { kernelPath: '/k', imagePath: '/i' }, { kernelPath: '/k', initrdPath: '/i' }])('takes %j', (input) => {
    expect(parseHypervisorConfig(input)).toMatchObject(input);
  });
});

describe('a mount', () => {
  const cmd = { args: ['a'] };

  it('needs an absolute source only where it comes from the host', () => {
    const mounts = [
      { destination: '/tmp', type: 'tmpfs' },
      { destination: '/x', type: 'tmpfs', source: 'tmpfs' },
    ];
    expect(parseContainerConfig({ rootFs: '/r', cmd, mounts }).mounts).toHaveLength(2);
    const error = refusal(() => parseContainerConfig({ rootFs: '/r', cmd, mounts: [{ destination: '/a' }] }));
    expect(error.details.path).toBe('mounts[0].source');
  });
});
