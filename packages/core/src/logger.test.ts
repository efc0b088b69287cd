// SPDX-License-Identifier: Apache-2.0

import { expect, it, vi } from 'vitest';
import { silentLogger } from './logger.js';

it('is silent at every level, and so are its children', () => {
  const writers = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true));
  for (const logger of [silentLogger, silentLogger.child({ sandbox: 'a' })]) {
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      logger[level]('text');
      logger[level]({ fact: 1 }, 'text');
    }
  }
  for (const write of writers) expect(write).not.toHaveBeenCalled();
});
