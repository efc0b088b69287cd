// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../seeded-random.fixture.js';
import { FrameReader } from './frame-reader.js';
import { headerBytes, writeFrameHeader, type FrameHeader } from './frame.js';

interface Found {
  readonly header: FrameHeader;
  readonly body: Buffer;
}

function frame(streamId: number, body: Buffer, type = 2): Buffer {
  const header = Buffer.alloc(headerBytes);
  writeFrameHeader(header, { bodyBytes: body.length, streamId, type, flags: 0 });
  return Buffer.concat([header, body]);
}

function collector(wanted: (header: FrameHeader) => boolean = () => true): { found: Found[]; reader: FrameReader } {
  const found: Found[] = [];
  const reader = new FrameReader({ header: wanted, frame: (header, body) => found.push({ header, body }) });
  return { found, reader };
}

function pushInPieces(reader: FrameReader, bytes: Buffer, pieceBytes: () => number): void {
  for (let offset = 0; offset < bytes.length;) {
    const end = offset + pieceBytes();
    reader.push(bytes.subarray(offset, end));
    offset = end;
  }
}

describe('FrameReader', () => {
  it('finds every frame, however the stream is cut', () => {
    const random = new SeededRandom(1);
    for (let round = 0; round < 300; round++) {
      const bodies = Array.from({ length: random.below(8) }, () => random.bytes(random.below(200)));
      const stream = Buffer.concat(bodies.map((body, index) => frame(index, body)));
      const { found, reader } = collector();
      pushInPieces(reader, stream, () => 1 + random.below(60));
      expect(found.map(({ body }) => body.toString('hex'))).toEqual(bodies.map((body) => body.toString('hex')));
      expect(found.map(({ header }) => header.streamId)).toEqual(bodies.map((_, index) => index));
      expect(reader.insideFrame).toBe(false);
    }
  });

  it('does not copy a body that lies in one piece', () => {
    const { found, reader } = collector();
    const bytes = frame(1, Buffer.from('abc'));
    reader.push(bytes);
    expect(found[0]!.body.buffer).toBe(bytes.buffer);
  });

  it('keeps a body that came in pieces apart from the pieces', () => {
    const { found, reader } = collector();
    const bytes = frame(1, Buffer.from('abcdef'));
    reader.push(bytes.subarray(0, 13));
    reader.push(bytes.subarray(13));
    bytes.fill(0);
    expect(found[0]!.body.toString()).toBe('abcdef');
  });

  it('knows whether it stands inside a frame', () => {
    const { reader } = collector();
    const bytes = frame(1, Buffer.from('ab'));
    for (let taken = 0; taken < bytes.length; taken++) {
      expect(reader.insideFrame).toBe(taken > 0);
      reader.push(bytes.subarray(taken, taken + 1));
    }
    expect(reader.insideFrame).toBe(false);
  });

  it('drops an unwanted body of four gigabytes without collecting it', () => {
    const { found, reader } = collector(({ streamId }) => streamId !== 7);
    const header = Buffer.alloc(headerBytes);
    writeFrameHeader(header, { bodyBytes: 0xffffffff, streamId: 7, type: 2, flags: 0 });
    reader.push(header);
    const piece = Buffer.alloc(0x1000000 - 1);
    for (let left = 0xffffffff; left > 0; left -= piece.length)
      reader.push(piece.subarray(0, Math.min(left, piece.length)));
    expect(reader.insideFrame).toBe(false);
    reader.push(frame(9, Buffer.from('next')));
    expect(found.map(({ body }) => body.toString())).toEqual(['next']);
  });

  it('survives garbage: each byte is accounted for, nothing is thrown', () => {
    const random = new SeededRandom(2);
    for (let round = 0; round < 200; round++) {
      const { found, reader } = collector(({ bodyBytes }) => bodyBytes <= 1000);
      pushInPieces(reader, random.bytes(2000), () => 1 + random.below(300));
      for (const { header, body } of found) expect(body.length).toBe(header.bodyBytes);
    }
  });

  it('passes on what the sink throws', () => {
    const reader = new FrameReader({
      header: () => {
        throw new Error('refused');
      },
      frame: () => undefined,
    });
    expect(() => {
      reader.push(frame(1, Buffer.alloc(0)));
    }).toThrow('refused');
  });
});
