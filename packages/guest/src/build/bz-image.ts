// SPDX-License-Identifier: Apache-2.0

/** Offsets in the setup header, from the kernel's documentation of the x86 boot protocol. */
const header = {
  setupSectors: 0x1f1,
  bootFlag: 0x1fe,
  magic: 0x202,
  version: 0x206,
  payloadOffset: 0x248,
  payloadLength: 0x24c,
} as const;

const sectorSizeBytes = 512;
const bootFlag = 0xaa55;
/** `HdrS` */
const magic = 0x53726448;
/** The first version of the protocol whose header tells where the payload is. */
const firstVersionWithPayload = 0x0208;

/**
 * The compressed ELF kernel inside a bzImage.
 *
 * @param image - the bzImage
 * @throws Error when it is not one, or too old to tell where its payload is
 */
export function bzImagePayload(image: Buffer): Buffer {
  const isBzImage =
    image.length > header.payloadLength + 4 &&
    image.readUInt16LE(header.bootFlag) === bootFlag &&
    image.readUInt32LE(header.magic) === magic;
  if (!isBzImage) throw new Error('the kernel image is not a bzImage');
  const version = image.readUInt16LE(header.version);
  if (version < firstVersionWithPayload) throw new Error(`boot protocol 0x${version.toString(16)} is too old`);
  const protectedMode = (setupSectors(image) + 1) * sectorSizeBytes;
  const start = protectedMode + image.readUInt32LE(header.payloadOffset);
  const end = start + image.readUInt32LE(header.payloadLength);
  if (end > image.length) throw new Error('the kernel image is cut short');
  return image.subarray(start, end);
}

/** For historical reasons 0 means 4. */
function setupSectors(image: Buffer): number {
  const count = image.readUInt8(header.setupSectors);
  return count === 0 ? 4 : count;
}
