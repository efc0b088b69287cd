// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError } from '@virtcontainers/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../suite/refusal.js';
import { Faults } from './faults.js';

const never = new AbortController().signal;

describe('Faults', () => {
  it('lets steps pass, and keeps them in order', async () => {
    const faults = new Faults<'a' | 'b'>();
    for (const step of ['b', 'a', 'b'] as const) await faults.pass(step, never);
    expect(faults.reached).toEqual(['b', 'a', 'b']);
  });

  it('fails a step once for each planned error, in order, and no other step', async () => {
    const faults = new Faults<'a' | 'b'>();
    faults.fail('a', new VirtcontainersError('UNAVAILABLE', 'first'));
    faults.fail('a', new VirtcontainersError('TIMEOUT', 'second'));
    await faults.pass('b', never);
    await refusal(faults.pass('a', never), 'UNAVAILABLE');
    await refusal(faults.pass('a', never), 'TIMEOUT');
    await faults.pass('a', never);
  });

  it('holds a step up until it is released', async () => {
    const faults = new Faults<'a'>();
    const held = faults.hold('a');
    let passed = false;
    const passing = faults.pass('a', never).then(() => (passed = true));
    await held.reached;
    expect(passed).toBe(false);
    held.release();
    expect(await passing).toBe(true);
    await faults.pass('a', never);
  });

  it('gives a held step up when its call is cut off', async () => {
    const faults = new Faults<'a'>();
    const held = faults.hold('a');
    const controller = new AbortController();
    const passing = faults.pass('a', controller.signal);
    await held.reached;
    controller.abort(new VirtcontainersError('CANCELLED', 'enough'));
    await refusal(passing, 'CANCELLED');
  });

  it('fails a step that was held up, where both are planned', async () => {
    const faults = new Faults<'a'>();
    const held = faults.hold('a');
    faults.fail('a', new VirtcontainersError('INTERNAL', 'after all'));
    const passing = refusal(faults.pass('a', never), 'INTERNAL');
    held.release();
    await passing;
  });
});
