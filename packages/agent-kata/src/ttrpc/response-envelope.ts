// SPDX-License-Identifier: Apache-2.0

import { fromBinary } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { StatusSchema, type Status } from '../gen/ttrpc_pb.js';

/** An answer as it came over the wire. */
export interface ResponseEnvelope {
  /** Absent when the call succeeded. */
  readonly failure?: Status;
  /** The serialized response message; shares memory with what was decoded. */
  readonly payload: Uint8Array;
}

const nothing = new Uint8Array(0);

/**
 * Parses `ttrpc.Response`. A status that is absent, empty or has code 0 means
 * success. Throws an Error of the message runtime when the bytes are malformed.
 */
export function decodeResponse(body: Uint8Array): ResponseEnvelope {
  const reader = new BinaryReader(body);
  let payload: Uint8Array = nothing;
  let failure: Status | undefined;
  while (reader.pos < reader.len) {
    const [fieldNumber, wireType] = reader.tag();
    if (fieldNumber === 1 && wireType === WireType.LengthDelimited) failure = decodeFailure(reader.bytes());
    else if (fieldNumber === 2 && wireType === WireType.LengthDelimited) payload = reader.bytes();
    else reader.skip(wireType, fieldNumber);
  }
  return failure === undefined ? { payload } : { failure, payload };
}

function decodeFailure(status: Uint8Array): Status | undefined {
  if (status.length === 0) return undefined;
  const parsed = fromBinary(StatusSchema, status);
  return parsed.code === 0 ? undefined : parsed;
}
