// SPDX-License-Identifier: Apache-2.0
import type { ProcessExit } from '@virtcontainers/core';

/** What a command in the container did. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: ProcessExit;
}

/** A command as one would have typed it, its output, and how it ended. */
export function renderCommand(command: readonly string[], { stdout, stderr, exit }: CommandResult): string {
  const output = [stdout, stderr].filter((text) => text !== '').map((text) => text.trimEnd());
  return [`$ ${command.map(quote).join(' ')}`, ...output, `-> ${describeExit(exit)}`].join('\n');
}

function quote(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function describeExit(exit: ProcessExit): string {
  switch (exit.kind) {
    case 'exited':
      return `exit code ${exit.code}`;
    case 'signaled':
      return `ended by ${exit.signal}`;
    case 'oomKilled':
      return `out of memory (${exit.scope})`;
    case 'timedOut':
      return `ended after ${exit.timeoutMs} ms`;
    case 'vmDied':
      return 'the virtual machine ended';
    case 'unknown':
      return `unknown: ${exit.reason}`;
  }
}
