// SPDX-License-Identifier: Apache-2.0

import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { ProcessExit_OomScope, ProcessExitSchema } from '../gen/guest_pb.js';
import { exitOfCause, exitOfStatus } from './process-exit.js';

describe('exitOfStatus', () => {
  it.each([0, 1, 127, 128, 193, 255])('takes %i for an exit code', (code) => {
    expect(exitOfStatus(code)).toEqual({ kind: 'exited', code });
  });

  it.each([
    [129, 'SIGHUP'],
    [137, 'SIGKILL'],
    [192, 'SIGRTMIN+30'],
  ])('takes %i for %s, and says that it is a guess', (status, signal) => {
    expect(exitOfStatus(status)).toEqual({ kind: 'signaled', signal, ambiguous: true });
  });

  it.each([-1, 256])('refuses %i', (status) => {
    expect(() => exitOfStatus(status)).toThrow(expect.objectContaining({ code: 'PROTOCOL' }));
  });
});

describe('exitOfCause', () => {
  const exit = (init: MessageInitShape<typeof ProcessExitSchema>) => exitOfCause(create(ProcessExitSchema, init));

  it('tells exit code 137 from SIGKILL', () => {
    expect(exit({ cause: { case: 'exited', value: 137 } })).toEqual({ kind: 'exited', code: 137 });
    expect(exit({ cause: { case: 'signaled', value: 9 } })).toEqual({ kind: 'signaled', signal: 'SIGKILL' });
  });

  it('tells what the out-of-memory killer ran short of', () => {
    const cause = { case: 'signaled' as const, value: 9 };
    expect(exit({ cause, oom: ProcessExit_OomScope.CONTAINER })).toEqual({ kind: 'oomKilled', scope: 'container' });
    expect(exit({ cause, oom: ProcessExit_OomScope.SANDBOX })).toEqual({ kind: 'oomKilled', scope: 'sandbox' });
  });

  it('says so when no cause is named', () => {
    expect(exit({})).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['exited', 256],
    ['exited', -1],
    ['signaled', 0],
    ['signaled', 65],
  ] as const)('refuses %s %i', (kind, value) => {
    expect(() => exit({ cause: { case: kind, value } })).toThrow(expect.objectContaining({ code: 'PROTOCOL' }));
  });
});
