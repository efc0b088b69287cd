// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { renderTimeline } from './render-timeline.js';

test('a line for each phase, and one for all', () => {
  const text = renderTimeline({
    accelerator: 'tcg',
    timeline: [
      { phase: 'launch', startMs: 0, durationMs: 25 },
      { phase: 'boot', startMs: 25, durationMs: 1000 },
    ],
  });
  expect(text).toBe(
    [
      'boot timeline (tcg)',
      '  launch         25.0 ms  #',
      `  boot         1000.0 ms  ${'#'.repeat(40)}`,
      '  all          1025.0 ms',
    ].join('\n'),
  );
});
