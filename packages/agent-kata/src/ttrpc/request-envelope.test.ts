// SPDX-License-Identifier: Apache-2.0

import { create, equals, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { RequestSchema } from '../gen/ttrpc_pb.js';
import { hex } from '../socket-pair.fixture.js';
import { headerBytes } from './frame.js';
import { encodeRequest } from './request-envelope.js';

const body = (request: Parameters<typeof encodeRequest>[0]): Buffer => encodeRequest(request).subarray(headerBytes);
const empty = new Uint8Array(0);

describe('encodeRequest', () => {
  it('writes a health check as the protocol has it', () => {
    expect(body({ service: 'grpc.Health', method: 'Check', payload: empty })).toEqual(
      hex('0a 0b 67 72 70 63 2e 48 65 61 6c 74 68 12 05 43 68 65 63 6b'),
    );
  });

  it('adds a deadline of 30 s as nanoseconds', () => {
    const encoded = body({ service: 'grpc.Health', method: 'Check', payload: empty, timeoutMs: 30_000 });
    expect(encoded.length).toBe(0x1a);
    expect(encoded.subarray(-6)).toEqual(hex('20 80 d8 8e e1 6f'));
  });

  it('never writes a deadline of zero, which would mean none', () => {
    const { timeoutNano } = fromBinary(
      RequestSchema,
      body({ service: 's', method: 'm', payload: empty, timeoutMs: 1e-9 }),
    );
    expect(timeoutNano).toBe(1n);
  });

  it.each([0, 1, 127, 128, 16_383, 16_384, 2_097_152, 4_000_000])(
    'equals the message runtime for %i bytes',
    (length) => {
      const request = {
        service: 'grpc.AgentService',
        method: 'Größe'.repeat(40),
        payload: new Uint8Array(length).fill(7),
        timeoutMs: 1.5,
        metadata: [
          ['traceparent', '00-ab'],
          ['leer', ''],
          ['traceparent', 'ü'],
        ] as const,
      };
      const message = create(RequestSchema, {
        service: request.service,
        method: request.method,
        payload: request.payload,
        timeoutNano: 1_500_000n,
        metadata: request.metadata.map(([key, value]) => ({ key, value })),
      });
      // Keys are written even when their value is empty; parsed, that is the same.
      expect(equals(RequestSchema, fromBinary(RequestSchema, body(request)), message)).toBe(true);
      expect(body({ ...request, metadata: [] }).equals(toBinary(RequestSchema, { ...message, metadata: [] }))).toBe(
        true,
      );
    },
  );
});
