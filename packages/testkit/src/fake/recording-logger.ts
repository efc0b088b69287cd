// SPDX-License-Identifier: Apache-2.0

import type { LogFunction, Logger } from '@virtcontainers/core';

/** A line that was logged. */
export interface LoggedLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A logger that keeps its lines for a test to look at. Children write to the same list. */
export class RecordingLogger implements Logger {
  readonly lines: LoggedLine[];
  readonly debug = this.#writer('debug');
  readonly info = this.#writer('info');
  readonly warn = this.#writer('warn');
  readonly error = this.#writer('error');
  readonly #facts: Readonly<Record<string, unknown>>;

  constructor(facts: Readonly<Record<string, unknown>> = {}, lines: LoggedLine[] = []) {
    this.#facts = facts;
    this.lines = lines;
  }

  child(facts: Record<string, unknown>): RecordingLogger {
    return new RecordingLogger({ ...this.#facts, ...facts }, this.lines);
  }

  #writer(level: LoggedLine['level']): LogFunction {
    return (factsOrMessage: object | string, message?: string) => {
      const [facts, text] = typeof factsOrMessage === 'string' ? [{}, factsOrMessage] : [factsOrMessage, message ?? ''];
      this.lines.push({ level, message: text, facts: { ...this.#facts, ...facts } });
    };
  }
}
