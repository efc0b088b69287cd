// SPDX-License-Identifier: Apache-2.0

import { expect, test } from 'vitest';
import { renderOption, renderProperties } from './option-value.js';

test('doubles commas in heads and values, and leaves all else alone', () => {
  expect(renderOption('a,b', { path: '/tmp/x,y=z,,w "q" \\ é', on: 1 })).toBe(
    'a,,b,path=/tmp/x,,y=z,,,,w "q" \\ é,on=1',
  );
});

test('renders flags as on and off, and leaves undefined out', () => {
  expect(renderProperties({ first: undefined, server: true, wait: false, id: 'x' })).toBe('server=on,wait=off,id=x');
});

test('a value cannot bring in a property of its own', () => {
  const hostile = 'share,security_model=none,path=/etc';
  expect(renderProperties({ path: hostile }).replaceAll(',,', '').split(',')).toHaveLength(1);
});
