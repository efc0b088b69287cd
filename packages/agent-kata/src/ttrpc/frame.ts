// SPDX-License-Identifier: Apache-2.0

/** Bytes of a frame's header. */
export const headerBytes = 10;

/** The most bytes that a frame's body may have: 4 MiB. */
export const maxBodyBytes = 4 * 1024 * 1024;

/** The greatest stream id that a host may use: the greatest odd number of 32 bits. */
export const maxStreamId = 0xffffffff;

/** What a frame is. A frame of another type is to be ignored. */
export const frameType = { request: 1, response: 2, data: 3 } as const;

/** Bits of a frame's flags. A unary request and every response have none. */
export const frameFlag = { remoteClosed: 1, remoteOpen: 2, noData: 4 } as const;

/** The ten bytes before a frame's body. */
export interface FrameHeader {
  /** Bytes of the body, as the peer announces them; not checked against {@link maxBodyBytes}. */
  readonly bodyBytes: number;
  /** The call that the frame belongs to. */
  readonly streamId: number;
  /** See {@link frameType}. */
  readonly type: number;
  /** See {@link frameFlag}. */
  readonly flags: number;
}

/** Writes a header to the first {@link headerBytes} bytes of `target`. */
export function writeFrameHeader(target: Buffer, header: FrameHeader): void {
  target.writeUInt32BE(header.bodyBytes, 0);
  target.writeUInt32BE(header.streamId, 4);
  target.writeUInt8(header.type, 8);
  target.writeUInt8(header.flags, 9);
}

/** Reads the header that starts at `offset`; `source` has at least {@link headerBytes} bytes from there. */
export function readFrameHeader(source: Buffer, offset: number): FrameHeader {
  return {
    bodyBytes: source.readUInt32BE(offset),
    streamId: source.readUInt32BE(offset + 4),
    type: source.readUInt8(offset + 8),
    flags: source.readUInt8(offset + 9),
  };
}
