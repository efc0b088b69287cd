// SPDX-License-Identifier: Apache-2.0

import { VirtcontainersError, type ErrorCode } from '@virtcontainers/core';
import { expect } from 'vitest';

/**
 * Expects a call to reject with an error of the SDK that has a certain code.
 *
 * @returns the error, for a closer look
 */
export async function refusal(call: Promise<unknown>, ...codes: readonly ErrorCode[]): Promise<VirtcontainersError> {
  const outcome: unknown = await call.then(
    (value) => new Error(`resolved with ${String(value)} instead of rejecting with ${codes.join(' or ')}`),
    (error: unknown) => error,
  );
  if (!(outcome instanceof VirtcontainersError)) throw outcome;
  expect(codes, `${outcome.code}: ${outcome.message}`).toContain(outcome.code);
  return outcome;
}
