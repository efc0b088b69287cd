// SPDX-License-Identifier: Apache-2.0

import type { Readable } from 'node:stream';
import { VirtcontainersError } from '@virtcontainers/core';
import { type OutputChunk, outputChunks } from './output-chunks.js';

/** All that a command wrote. */
export type CollectedOutput = Record<OutputChunk['stream'], Buffer>;

/**
 * Reads both outputs to their end. One that breaks off, because the virtual machine
 * ended, counts as ended: the exit tells why.
 *
 * @param maxBytes - most bytes of both together
 * @throws VirtcontainersError RESOURCE_EXHAUSTED when there are more
 */
export async function collectOutput(
  streams: Record<OutputChunk['stream'], Readable>,
  maxBytes: number,
): Promise<CollectedOutput> {
  const pieces: Record<OutputChunk['stream'], Buffer[]> = { stdout: [], stderr: [] };
  let sizeBytes = 0;
  try {
    for await (const { stream, data } of outputChunks(streams)) {
      sizeBytes += data.length;
      if (sizeBytes > maxBytes) throw tooMuch(maxBytes);
      pieces[stream].push(data);
    }
  } catch (error) {
    if (sizeBytes > maxBytes) throw error;
  }
  return { stdout: Buffer.concat(pieces.stdout), stderr: Buffer.concat(pieces.stderr) };
}

function tooMuch(maxOutputBytes: number): VirtcontainersError {
  return new VirtcontainersError('RESOURCE_EXHAUSTED', `the command wrote more than ${maxOutputBytes} bytes`, {
    phase: 'run',
    retryable: false,
    details: {
      maxOutputBytes,
      remedy: 'raise maxOutputBytes, or iterate over the output instead of awaiting it whole',
    },
  });
}
