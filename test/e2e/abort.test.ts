// SPDX-License-Identifier: Apache-2.0

import { refusal } from '@virtcontainers/testkit';
import { defaultBackends, listSandbox, runSandbox, type Agent, type Backends } from 'virtcontainers';
import { expect, it } from 'vitest';

import { TestHost } from './test-host.js';

type AgentStep = 'check' | 'createSandbox' | 'createContainer' | 'startContainer';

/** The usual backends, which call back when a step begins: in the middle of the phase. */
function watched(step: 'embeddedGuest' | 'boot' | AgentStep, begun: () => void): Backends {
  return {
    embeddedGuest: (options) => {
      if (step === 'embeddedGuest') begun();
      return defaultBackends.embeddedGuest(options);
    },
    hypervisor: (config) => {
      const hypervisor = defaultBackends.hypervisor(config);
      return {
        type: hypervisor.type,
        plan: (spec) => hypervisor.plan(spec),
        boot: (spec, options) => {
          const booting = hypervisor.boot(spec, options);
          if (step === 'boot') begun();
          return booting;
        },
      };
    },
    connectAgent: async (transport, config, options) => {
      const agent = await defaultBackends.connectAgent(transport, config, options);
      return watchedAgent(agent, step, begun);
    },
  };
}

function watchedAgent(agent: Agent, step: string, begun: () => void): Agent {
  return new Proxy(agent, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(value, target, args);
        if (property === step) begun();
        return result;
      };
    },
  });
}

it.each([
  ['embeddedGuest', 'prepare'],
  ['boot', 'launch'],
  ['check', 'boot'],
  ['createSandbox', 'sandbox'],
  ['createContainer', 'create'],
  ['startContainer', 'start'],
] as const)(
  'an abort during %s leaves nothing, and says that it was in %s',
  { timeout: 120_000 },
  async (step, phase) => {
    await using host = await TestHost.make();
    const controller = new AbortController();
    const backends = watched(step, () => {
      controller.abort(new Error('enough'));
    });
    const call = runSandbox(host.config(), { ...host.options, backends, signal: controller.signal });
    const error = await refusal(call, 'CANCELLED');
    expect(error.phase).toBe(phase);
    // Before that there may not have been a machine yet.
    if (!['prepare', 'launch'].includes(phase)) expect(error.report?.command[0]).toMatch(/qemu-system-x86_64$/u);
    expect(await listSandbox(host.options)).toEqual([]);
    await host.expectNothingLeft();
  },
);
