// SPDX-License-Identifier: Apache-2.0

import { constants } from 'node:os';
import type { HypervisorExit } from '@virtcontainers/core';
import { nameOfErrno } from '../errno-code.js';
import { NativeError } from '../native-error.js';

/** A failure as the guard reports it. */
export interface GuardFailure {
  /** Name of the error number. */
  readonly errno: string;
  /** The system call or check that failed. */
  readonly syscall: string;
}

/** What the guard says, as docs/wire/guard.md has it. */
export type GuardEvent =
  | { readonly type: 'started'; readonly pid: number }
  | ({ readonly type: 'failed' } & GuardFailure)
  | { readonly type: 'exit'; readonly exit: HypervisorExit }
  | ({ readonly type: 'residue' } & GuardFailure)
  | { readonly type: 'ok'; readonly id: number }
  | ({ readonly type: 'error'; readonly id: number } & GuardFailure);

const signalNames = new Map<number, string>(
  Object.entries(constants.signals).map(([name, number]) => [number, name] as const),
);

/**
 * Understands a message of the guard.
 *
 * @throws NativeError PROTOCOL when it is none
 */
export function parseGuardEvent(message: readonly string[]): GuardEvent {
  const [verb, first = '', second = '', third = ''] = message;
  switch (verb) {
    case 'started':
      return { type: verb, pid: parseNumber(first) };
    case 'failed':
    case 'residue':
      return { type: verb, errno: nameOfErrno(parseNumber(first)), syscall: second };
    case 'exit':
      return { type: verb, exit: parseExit(first, parseNumber(second)) };
    case 'ok':
      return { type: verb, id: parseNumber(first) };
    case 'error':
      return { type: verb, id: parseNumber(first), errno: nameOfErrno(parseNumber(second)), syscall: third };
    default:
      throw new NativeError('PROTOCOL', `the guard sent ${verb ?? 'an empty message'}, which is not in its protocol`);
  }
}

function parseExit(kind: string, value: number): HypervisorExit {
  if (kind === 'code') return { code: value };
  if (kind === 'signal') return { signal: signalNames.get(value) ?? `SIG${value}` };
  throw new NativeError('PROTOCOL', `the guard reported an exit by ${kind}`);
}

function parseNumber(text: string): number {
  if (!/^[0-9]{1,10}$/.test(text)) throw new NativeError('PROTOCOL', `the guard sent ${text} in place of a number`);
  return Number(text);
}
