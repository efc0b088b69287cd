// SPDX-License-Identifier: Apache-2.0

/** Writes one log line: facts first, then an optional message, as pino has it. */
export interface LogFunction {
  (facts: object, message?: string): void;
  (message: string): void;
}

/** What the SDK logs to. A pino logger fits as it is. */
export interface Logger {
  readonly debug: LogFunction;
  readonly info: LogFunction;
  readonly warn: LogFunction;
  readonly error: LogFunction;
  /** A logger that adds these facts to every line. */
  child(facts: Record<string, unknown>): Logger;
}

/** Says nothing: the default. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};
