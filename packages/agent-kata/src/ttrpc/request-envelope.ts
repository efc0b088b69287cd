// SPDX-License-Identifier: Apache-2.0

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { headerBytes } from './frame.js';

/** A key and its value; a key may come more than once. */
export type MetadataEntry = readonly [key: string, value: string];

/** One call as it goes over the wire. */
export interface RequestEnvelope {
  /** Full name of the service. */
  readonly service: string;
  /** Bare name of the method. */
  readonly method: string;
  /** The serialized request message. */
  readonly payload: Uint8Array;
  /** Time that the call may still take, in milliseconds; absent: as long as it needs. */
  readonly timeoutMs?: number | undefined;
  readonly metadata?: readonly MetadataEntry[] | undefined;
}

const field = { service: 0x0a, method: 0x12, payload: 0x1a } as const;

/**
 * Serializes a call as `ttrpc.Request`, with room for the frame's header in
 * front. Written out by hand because it is done for every call: the message
 * runtime takes several times as long.
 */
export function encodeRequest(request: RequestEnvelope): Buffer {
  const serviceBytes = Buffer.byteLength(request.service);
  const methodBytes = Buffer.byteLength(request.method);
  const payloadBytes = request.payload.length;
  const rest = encodeRest(request);
  const target = Buffer.allocUnsafe(
    headerBytes + fieldBytes(serviceBytes) + fieldBytes(methodBytes) + fieldBytes(payloadBytes) + (rest?.length ?? 0),
  );
  let offset = writeText(target, headerBytes, field.service, request.service, serviceBytes);
  offset = writeText(target, offset, field.method, request.method, methodBytes);
  if (payloadBytes > 0) {
    offset = writePrefix(target, offset, field.payload, payloadBytes);
    target.set(request.payload, offset);
    offset += payloadBytes;
  }
  if (rest !== undefined) target.set(rest, offset);
  return target;
}

/** The fields that most calls do not have: timeout and metadata. */
function encodeRest({ timeoutMs, metadata }: RequestEnvelope): Uint8Array | undefined {
  if (timeoutMs === undefined && metadata === undefined) return undefined;
  const writer = new BinaryWriter();
  if (timeoutMs !== undefined) writer.tag(4, WireType.Varint).int64(nanoseconds(timeoutMs));
  for (const [key, value] of metadata ?? []) {
    writer.tag(5, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(key);
    writer.tag(2, WireType.LengthDelimited).string(value).join();
  }
  return writer.finish();
}

/** At least one, as zero would mean that there is no limit. */
function nanoseconds(timeoutMs: number): bigint {
  return BigInt(Math.max(1, Math.round(timeoutMs * 1e6)));
}

/** Bytes of a field of this length with its tag and length; an empty field is left out. */
function fieldBytes(length: number): number {
  return length === 0 ? 0 : 1 + varintBytes(length) + length;
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes++;
  return bytes;
}

function writePrefix(target: Buffer, start: number, tag: number, length: number): number {
  let offset = target.writeUInt8(tag, start);
  let rest = length;
  for (; rest > 0x7f; rest >>>= 7) offset = target.writeUInt8((rest & 0x7f) | 0x80, offset);
  return target.writeUInt8(rest, offset);
}

function writeText(target: Buffer, start: number, tag: number, text: string, length: number): number {
  if (length === 0) return start;
  const offset = writePrefix(target, start, tag, length);
  return offset + target.write(text, offset, length, 'utf8');
}
