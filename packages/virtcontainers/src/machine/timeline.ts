// SPDX-License-Identifier: Apache-2.0

import type { Phase, PhaseTiming } from '@virtcontainers/core';
import { withContext } from '../failure.js';

interface Entry {
  readonly phase: Phase;
  readonly startMs: number;
  durationMs?: number;
}

/** The phases of one call, in order, with when each began and how long it took. */
export class Timeline {
  readonly #originMs = performance.now();
  readonly #entries: Entry[] = [];

  /** Does the work of a phase. An error that names no phase gets this one's name. */
  async measure<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    const entry: Entry = { phase, startMs: this.#nowMs() };
    this.#entries.push(entry);
    try {
      return await work();
    } catch (error) {
      throw withContext(error, { phase });
    } finally {
      entry.durationMs = this.#nowMs() - entry.startMs;
    }
  }

  /** What happened so far; a phase under way has lasted until now. */
  timings(): PhaseTiming[] {
    const nowMs = this.#nowMs();
    return this.#entries.map(({ phase, startMs, durationMs = nowMs - startMs }) => ({ phase, startMs, durationMs }));
  }

  #nowMs(): number {
    return performance.now() - this.#originMs;
  }
}
