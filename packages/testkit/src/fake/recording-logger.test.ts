// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { RecordingLogger } from './recording-logger.js';

describe('RecordingLogger', () => {
  it('keeps lines of every level, with or without facts', () => {
    const logger = new RecordingLogger();
    logger.info('hello');
    logger.warn({ pid: 7 }, 'careful');
    logger.error({ pid: 8 });
    logger.debug('detail');
    expect(logger.lines).toEqual([
      { level: 'info', message: 'hello', facts: {} },
      { level: 'warn', message: 'careful', facts: { pid: 7 } },
      { level: 'error', message: '', facts: { pid: 8 } },
      { level: 'debug', message: 'detail', facts: {} },
    ]);
  });

  it('gives the facts of a child to its lines, in the same list', () => {
    const logger = new RecordingLogger();
    logger.child({ sandbox: 'a' }).child({ container: 'b' }).info({ code: 1 }, 'ended');
    expect(logger.lines).toEqual([
      { level: 'info', message: 'ended', facts: { sandbox: 'a', container: 'b', code: 1 } },
    ]);
  });
});
