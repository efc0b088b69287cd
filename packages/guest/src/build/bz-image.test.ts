// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { bzImagePayload } from './bz-image.js';

interface ImageFields {
  readonly setupSectors: number;
  readonly version?: number;
  readonly payloadOffset?: number;
  readonly payloadLength?: number;
}

/** An image whose protected-mode part is `boot` and then the payload. */
function image({ setupSectors, version = 0x020f, payloadOffset = 4, payloadLength = 7 }: ImageFields): Buffer {
  const setup = Buffer.alloc((setupSectors === 0 ? 5 : setupSectors + 1) * 512);
  setup.writeUInt8(setupSectors, 0x1f1);
  setup.writeUInt16LE(0xaa55, 0x1fe);
  setup.write('HdrS', 0x202, 'latin1');
  setup.writeUInt16LE(version, 0x206);
  setup.writeUInt32LE(payloadOffset, 0x248);
  setup.writeUInt32LE(payloadLength, 0x24c);
  return Buffer.concat([setup, Buffer.from('bootpayloadmore')]);
}

test.each([0, 1, 39])('with %i sectors of setup the payload is found', (setupSectors) => {
  expect(bzImagePayload(image({ setupSectors })).toString()).toBe('payload');
});

test.each([
  ['something else', Buffer.alloc(4096), 'not a bzImage'],
  ['a few bytes', Buffer.from('HdrS'), 'not a bzImage'],
  ['an old protocol', image({ setupSectors: 1, version: 0x0207 }), '0x207 is too old'],
  ['a payload beyond the end', image({ setupSectors: 1, payloadLength: 100 }), 'cut short'],
])('%s is refused', (_, bytes, message) => {
  expect(() => bzImagePayload(bytes)).toThrow(message);
});
