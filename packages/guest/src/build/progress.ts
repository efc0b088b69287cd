// SPDX-License-Identifier: Apache-2.0

/** Tells whoever waits for a build what it is doing: a line when a step begins and one when it is done. */
export class Progress {
  readonly #write: (line: string) => void;

  /** @param write - takes one line without its end */
  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** Says one thing. */
  say(what: string): void {
    this.#write(`guest: ${what}`);
  }

  /** Does one step between two lines. */
  async step<Value>(what: string, act: () => Promise<Value>): Promise<Value> {
    const startedMs = performance.now();
    this.say(what);
    const value = await act();
    this.say(`${what}: done in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
    return value;
  }
}
