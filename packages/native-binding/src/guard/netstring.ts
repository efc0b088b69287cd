// SPDX-License-Identifier: Apache-2.0

/** A netstring cut from the front of a buffer. */
export interface Netstring {
  readonly payload: Buffer;
  /** Bytes that it took with its length and its comma. */
  readonly wireBytes: number;
}

const maxLengthDigits = 9;
const colon = 0x3a;
const comma = 0x2c;

/**
 * Reads the netstring at the start of a buffer. Undefined: more bytes are needed.
 *
 * @param maxBytes - largest payload; a longer one is refused as soon as its length is known
 * @throws RangeError when it is too long, SyntaxError when it is none
 */
export function readNetstring(bytes: Buffer, maxBytes: number): Netstring | undefined {
  const end = bytes.subarray(0, maxLengthDigits + 1).indexOf(colon);
  const digits = bytes.toString('latin1', 0, end === -1 ? Math.min(bytes.length, maxLengthDigits + 1) : end);
  if (!/^(0|[1-9][0-9]*)?$/.test(digits)) throw new SyntaxError('a netstring without a length');
  if (digits.length > maxLengthDigits || Number(digits) > maxBytes)
    throw new RangeError('a netstring that is too long');
  if (end === -1) return undefined;
  if (digits === '') throw new SyntaxError('a netstring without a length');
  const start = end + 1;
  const stop = start + Number(digits);
  if (bytes.length <= stop) return undefined;
  if (bytes[stop] !== comma) throw new SyntaxError('a netstring without its comma');
  return { payload: bytes.subarray(start, stop), wireBytes: stop + 1 };
}

/** Writes a netstring. */
export function netstring(payload: string | Uint8Array): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  return Buffer.concat([Buffer.from(`${bytes.length}:`), bytes, Buffer.from(',')]);
}
