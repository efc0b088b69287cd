// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { expect, test } from 'vitest';

import { anchors, localLinks, pages, readPage, root } from './pages.js';

test.each(pages())('every link of %s leads somewhere', (path) => {
  const broken = localLinks(readPage(path)).filter((link) => {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : join(dirname(path), file);
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchors(readPage(target)).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test('a link and a heading are found', () => {
  expect(localLinks('see [a](b.md#c-d) and [e](https://f)\n```sh\n[g](h)\n```\n')).toEqual(['b.md#c-d']);
  expect(anchors('# A\ntext\n## What is `b`, then?\n')).toEqual(['a', 'what-is-b-then']);
});
