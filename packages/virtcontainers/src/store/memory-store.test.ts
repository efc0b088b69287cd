// SPDX-License-Identifier: Apache-2.0

import { describeStore } from '@virtcontainers/testkit';
import { MemoryStore } from './memory-store.js';

describeStore('MemoryStore', () =>
  Promise.resolve({
    store: new MemoryStore<{ readonly number: number }>(),
    record: (number) => ({ number }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),
);
