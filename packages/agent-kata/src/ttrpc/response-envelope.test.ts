// SPDX-License-Identifier: Apache-2.0

import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { ResponseSchema } from '../gen/ttrpc_pb.js';
import { SeededRandom } from '../seeded-random.fixture.js';
import { hex } from '../socket-pair.fixture.js';
import { decodeResponse } from './response-envelope.js';

describe('decodeResponse', () => {
  it.each([
    ['no status', '12 02 08 01'],
    ['an empty status', '0a 00 12 02 08 01'],
    ['a status of zero', '0a 02 08 00 12 02 08 01'],
    ['fields it does not know', '18 05 22 01 61 0a 00 12 02 08 01 2d 00 00 00 00'],
  ])('takes %s as success', (_, bytes) => {
    const { failure, payload } = decodeResponse(hex(bytes));
    expect(failure).toBeUndefined();
    expect(Buffer.from(payload)).toEqual(hex('08 01'));
  });

  it('takes nothing at all as success with an empty message', () => {
    expect(decodeResponse(Buffer.alloc(0))).toEqual({ payload: new Uint8Array(0) });
  });

  it('reads an error', () => {
    const bytes = hex('0a 16 08 03 12 12 49 6e 76 61 6c 69 64 43 6f 6e 74 61 69 6e 65 72 49 64');
    expect(decodeResponse(bytes).failure).toMatchObject({ code: 3, message: 'InvalidContainerId' });
  });

  it('reads details', () => {
    const details = [{ typeUrl: 'type.googleapis.com/a.B', value: new Uint8Array([1]) }];
    const bytes = toBinary(ResponseSchema, create(ResponseSchema, { status: { code: 5, message: 'x', details } }));
    expect(decodeResponse(bytes).failure?.details).toMatchObject(details);
  });

  it.each(['0a 05 08', '12 ff ff ff ff 0f 00', '0b', '0a 02 12 05'])('refuses malformed bytes %s', (bytes) => {
    expect(() => decodeResponse(hex(bytes))).toThrow();
  });

  it('either refuses garbage or gives a payload that lies in it', () => {
    const random = new SeededRandom(3);
    for (let round = 0; round < 2000; round++) {
      const bytes = random.bytes(random.below(40));
      try {
        expect(decodeResponse(bytes).payload.length).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }
  });
});
