// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError } from './error.js';

/** The signals of Linux on x86-64 by name, without the real-time ones. */
export const signalNumbers = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSTKFLT: 16,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPWR: 30,
  SIGSYS: 31,
} as const;

/** A signal's name, for example `SIGTERM`. */
export type SignalName = keyof typeof signalNumbers;

/** Largest signal number. */
export const maxSignalNumber = 64;

/** Number of `SIGRTMIN` as programs see it: the C library keeps the two before it to itself. */
export const firstRealTimeSignal = 34;

/** Other names of some signals. */
const aliases: ReadonlyMap<string, number> = new Map([
  ['SIGIOT', signalNumbers.SIGABRT],
  ['SIGCLD', signalNumbers.SIGCHLD],
  ['SIGPOLL', signalNumbers.SIGIO],
]);

const numbersByName: ReadonlyMap<string, number> = new Map([...Object.entries(signalNumbers), ...aliases]);
const namesByNumber: ReadonlyMap<number, string> = new Map(
  Object.entries(signalNumbers).map(([name, number]) => [number, name]),
);

const realTimePattern = /^SIGRT(?<end>MIN|MAX)(?<offset>[+-]\d{1,2})?$/u;

function realTimeNumber(name: string): number | undefined {
  const groups = realTimePattern.exec(name)?.groups;
  if (groups === undefined) return undefined;
  const number = (groups['end'] === 'MIN' ? firstRealTimeSignal : maxSignalNumber) + Number(groups['offset'] ?? 0);
  return number >= firstRealTimeSignal ? number : undefined;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const upper = value.toUpperCase();
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  return numbersByName.get(name) ?? realTimeNumber(name);
}

function describe(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/**
 * The number of a signal.
 *
 * @param value - a number from 1 to 64, or a name with or without `SIG`: `SIGTERM`, `kill`, `SIGRTMIN+1`
 * @throws VirtcontainersError INVALID_ARGUMENT when there is no such signal
 */
export function parseSignal(value: unknown): number {
  const number = numberOf(value);
  if (number !== undefined && Number.isInteger(number) && number >= 1 && number <= maxSignalNumber) return number;
  throw new VirtcontainersError('INVALID_ARGUMENT', `there is no signal ${describe(value)}`, {
    details: { path: 'signal', remedy: `give a name such as SIGTERM, or a number from 1 to ${maxSignalNumber}` },
  });
}

/**
 * The name of a signal, which {@link parseSignal} reads back: `SIGTERM`, `SIGRTMIN+2`, or the
 * number itself as text for those that have no name.
 *
 * @param number - the signal's number
 */
export function signalName(number: number): string {
  if (number >= firstRealTimeSignal && number <= maxSignalNumber) return realTimeName(number - firstRealTimeSignal);
  return namesByNumber.get(number) ?? String(number);
}

function realTimeName(offset: number): string {
  return offset === 0 ? 'SIGRTMIN' : `SIGRTMIN+${offset}`;
}
