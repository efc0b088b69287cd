// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { renderCommand } from './render-command.js';

test('the command, its output and its exit code', () => {
  const result = { stdout: 'a\nb\n', stderr: 'c\n', exit: { kind: 'exited', code: 7 } } as const;
  expect(renderCommand(['sh', '-c', "echo 'a'"], result)).toBe(
    ["$ sh -c 'echo '\\''a'\\'''", 'a', 'b', 'c', '-> exit code 7'].join('\n'),
  );
});

test('a command without output, ended by a signal', () => {
  const result = { stdout: '', stderr: '', exit: { kind: 'signaled', signal: 'SIGKILL' } } as const;
  expect(renderCommand(['sleep', '1'], result)).toBe('$ sleep 1\n-> ended by SIGKILL');
});
