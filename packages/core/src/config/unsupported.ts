// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError } from '../error.js';
import type { KataAgentConfig } from './agent-config.js';
import type { Cmd } from './cmd.js';
import type { ConfigIssue } from './config-issue.js';
import type { ContainerConfig } from './container-config.js';
import type { HypervisorConfig } from './hypervisor-config.js';
import type { Mount } from './mount.js';
import type { SandboxConfig } from './sandbox-config.js';

/** Types of mounts that work: `bind` takes a host directory or file, the others are made in the guest. */
export const supportedMountTypes = ['bind', 'tmpfs', 'proc', 'sysfs', 'devpts', 'mqueue', 'cgroup'] as const;

/** A field of a structure whose effect is not built yet, and when a value of it asks for that effect. */
interface UnbuiltField<Config> {
  readonly field: keyof Config & string;
  readonly isAsked: (config: Config) => boolean;
  readonly remedy: string;
}

const leaveOut = 'leave the field out';

/** A field that asks for its effect by being there. */
function whenGiven<Config>(field: keyof Config & string, remedy = leaveOut): UnbuiltField<Config> {
  return { field, remedy, isAsked: (config) => config[field] !== undefined };
}

/** A field that asks for its effect by being true. */
function whenTrue<Config>(field: keyof Config & string): UnbuiltField<Config> {
  return { field, remedy: leaveOut, isAsked: (config) => config[field] === true };
}

/** A list that asks for its effect by having elements. */
function whenFilled<Config>(field: keyof Config & string): UnbuiltField<Config> {
  return { field, remedy: leaveOut, isAsked: (config) => Array.isArray(config[field]) && config[field].length > 0 };
}

/** A field that asks for something unbuilt unless it has one of these values, or is absent. */
function unlessOneOf<Config>(field: keyof Config & string, built: readonly unknown[]): UnbuiltField<Config> {
  return {
    field,
    remedy: `give ${built.join(' or ')}, or leave the field out`,
    isAsked: (config) => config[field] !== undefined && !built.includes(config[field]),
  };
}

const sandboxFields: readonly UnbuiltField<SandboxConfig>[] = [
  unlessOneOf('hypervisorType', ['qemu']),
  unlessOneOf('agentType', ['kata']),
  unlessOneOf('proxyType', ['noProxy']),
  whenGiven('proxyConfig'),
  unlessOneOf('shimType', ['noopShim']),
  whenGiven('shimConfig'),
  whenFilled('volumes'),
];

const hookFields: readonly UnbuiltField<SandboxConfig['hooks']>[] = [
  whenFilled('preStartHooks'),
  whenFilled('postStartHooks'),
  whenFilled('postStopHooks'),
];

const networkFields: readonly UnbuiltField<NonNullable<SandboxConfig['networkConfig']>>[] = [
  whenGiven('netNSPath'),
  unlessOneOf('interworkingModel', ['default', 'none']),
];

const agentFields: readonly UnbuiltField<KataAgentConfig>[] = [unlessOneOf('longLiveConn', [true])];

const hypervisorFields: readonly UnbuiltField<HypervisorConfig>[] = [
  whenGiven('firmwarePath'),
  unlessOneOf('sharedFS', ['virtio-9p']),
  whenGiven('virtioFSDaemon'),
  whenGiven('virtioFSCacheSize'),
  whenGiven('virtioFSCache'),
  whenGiven('defaultBridges'),
  whenTrue('memPrealloc'),
  whenTrue('hugePages'),
  whenTrue('realtime'),
  whenTrue('mlock'),
  whenTrue('disableNestingChecks'),
];

const containerFields: readonly UnbuiltField<ContainerConfig>[] = [whenFilled('deviceInfos')];

const cmdFields: readonly UnbuiltField<Cmd>[] = [
  whenGiven('console', 'use interactive, and the streams of the process'),
  whenTrue('detach'),
];

/** The runtime in the guest refuses them deeper: over a directory of the image they could be made to hide. */
const typesBeneathRoot: readonly string[] = ['proc', 'sysfs'];

const nestedMountFields: readonly UnbuiltField<Mount>[] = [
  {
    field: 'destination',
    remedy: 'mount it directly beneath /, as in /proc',
    isAsked: ({ type, destination }) =>
      typesBeneathRoot.includes(type) && destination.split('/').filter((part) => part !== '').length > 1,
  },
];

const mountFields: readonly UnbuiltField<Mount>[] = [
  unlessOneOf('type', supportedMountTypes),
  whenGiven('hostPath'),
  ...nestedMountFields,
];

function askedFor<Config>(fields: readonly UnbuiltField<Config>[], config: Config, prefix: string): ConfigIssue[] {
  return fields
    .filter(({ isAsked }) => isAsked(config))
    .map(({ field, remedy }) => ({ path: `${prefix}${field}`, problem: 'is not supported yet', remedy }));
}

function inContainer(container: ContainerConfig, prefix: string): ConfigIssue[] {
  return [
    ...askedFor(containerFields, container, prefix),
    ...askedFor(cmdFields, container.cmd, `${prefix}cmd.`),
    ...container.mounts.flatMap((mount, index) => askedFor(mountFields, mount, `${prefix}mounts[${index}].`)),
  ];
}

function inSandbox(config: SandboxConfig): ConfigIssue[] {
  return [
    ...askedFor(sandboxFields, config, ''),
    ...askedFor(hookFields, config.hooks, 'hooks.'),
    ...askedFor(hypervisorFields, config.hypervisorConfig, 'hypervisorConfig.'),
    ...askedFor(agentFields, config.agentConfig, 'agentConfig.'),
    ...(config.networkConfig === undefined ? [] : askedFor(networkFields, config.networkConfig, 'networkConfig.')),
    ...config.containers.flatMap((container, index) => inContainer(container, `containers[${index}].`)),
  ];
}

function refuse(issues: readonly ConfigIssue[]): void {
  const [first] = issues;
  if (first === undefined) return;
  const others = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  throw new VirtcontainersError('UNSUPPORTED', `${first.path} ${first.problem}${others}`, {
    phase: 'validate',
    details: { path: first.path, remedy: first.remedy, issues },
  });
}

/**
 * Refuses a sandbox configuration that asks for an effect that is not built
 * yet, rather than ignoring it.
 *
 * @throws VirtcontainersError UNSUPPORTED, in the phase `validate`, with `details` as `parseInput` has them
 */
export function refuseUnsupported(config: SandboxConfig): void {
  refuse(inSandbox(config));
}

/** As {@link refuseUnsupported}, for a container added to a sandbox. */
export function refuseUnsupportedContainer(config: ContainerConfig): void {
  refuse(inContainer(config, ''));
}

/** As {@link refuseUnsupported}, for a command run in a container. */
export function refuseUnsupportedCmd(cmd: Cmd): void {
  refuse(askedFor(cmdFields, cmd, ''));
}
