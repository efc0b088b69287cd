// SPDX-License-Identifier: Apache-2.0
import { writeShippedGuest } from './build/write-shipped-guest.js';
import type { GuestManifest } from './guest-manifest.js';

/** What is in a {@link shipSmallGuest}, for comparison. */
export const smallGuest = {
  kernel: Buffer.from('kernel '.repeat(10_000)),
  initramfs: Buffer.from('initramfs '.repeat(10_000)),
};

/** Ships a guest that unpacks in no time and boots nowhere. */
export function shipSmallGuest(shippedDir: string, content: Partial<typeof smallGuest> = {}): Promise<GuestManifest> {
  return writeShippedGuest(shippedDir, {
    ...smallGuest,
    ...content,
    inputsHash: '0'.repeat(64),
    kernelRelease: '1.2.3',
    packages: [],
    agent: { sha256: '0'.repeat(64), sizeBytes: 1 },
    modules: [],
  });
}
