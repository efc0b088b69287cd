// SPDX-License-Identifier: Apache-2.0
import { runCommand } from './run-command.js';

/** The formats that Debian's kernels come in: how they begin, and which command undoes them. */
const formats = [
  { name: 'gzip', magic: Buffer.from([0x1f, 0x8b]), command: ['gzip', '-dc'] },
  { name: 'xz', magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), command: ['xz', '-dc'] },
  { name: 'lz4', magic: Buffer.from([0x02, 0x21, 0x4c, 0x18]), command: ['lz4', '-dc'] },
  { name: 'zstd', magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), command: ['zstd', '-dc'] },
] as const;

/**
 * Undoes the compression of a kernel's payload, whichever its first bytes name. The kernel's build appends the size of the
 * content to every format but gzip, which has it itself; it is taken off and checked.
 *
 * @throws Error when the format is unknown or the content has another size than the payload promises
 */
export async function decompressPayload(payload: Buffer): Promise<Buffer> {
  const format = formats.find(({ magic }) => payload.subarray(0, magic.length).equals(magic));
  if (format === undefined) throw new Error(`unknown compression: ${payload.toString('hex', 0, 6)}`);
  const [program, ...args] = format.command;
  const compressed = format.name === 'gzip' ? payload : payload.subarray(0, -4);
  const content = await runCommand(program, args, { input: compressed });
  const expected = payload.readUInt32LE(payload.length - 4);
  if (content.length !== expected) throw new Error(`the kernel has ${content.length} bytes instead of ${expected}`);
  return content;
}
